import Testing

@testable import Networks

@Suite struct BoxTableTests {
  // Printed by Keras 3.15.1 on a terminal of 46 columns.
  @Test func narrowTerminalBreaksCellsAsKerasDoes() throws {
    let network = NetworkDescription(
      sequential: "narrow", input: [224, 224, 3],
      layers: [
        LayerDescription("conv2d_1", Conv2D(filters: 32, kernelSize: Size2D(3, 3))),
        LayerDescription("dense_9", Dense(units: 10)),
      ])
    #expect(
      try network.resolved().summary().text(terminalColumns: 46) == """
        Model: "narrow"
        ┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━┳━━━━━━━━┓
        ┃                 ┃ Output      ┃  Param ┃
        ┃ Layer (type)    ┃ Shape       ┃      # ┃
        ┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━╇━━━━━━━━┩
        │ conv2d_1        │ (None, 222, │    896 │
        │ (Conv2D)        │ 222, 32)    │        │
        ├─────────────────┼─────────────┼────────┤
        │ dense_9 (Dense) │ (None, 222, │    330 │
        │                 │ 222, 10)    │        │
        └─────────────────┴─────────────┴────────┘
         Total params: 1,226 (4.79 KB)
         Trainable params: 1,226 (4.79 KB)
         Non-trainable params: 0 (0.00 B)

        """)
  }

  // Printed by Keras 3.15.1 on a terminal of 46 columns: some letters fill two of them.
  @Test func wideLettersAndSpacesAreLaidOutAsByKeras() throws {
    let network = NetworkDescription(
      sequential: "wide", input: [3],
      layers: ["層のとても長い名前です", "a  b   c  d e f g  h", "é🙂x層層層層層層"].map {
        LayerDescription($0, Dense(units: 2))
      })
    #expect(
      try network.resolved().summary().text(terminalColumns: 46) == """
        Model: "wide"
        ┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━┳━━━━━━━━┓
        ┃                 ┃ Output      ┃  Param ┃
        ┃ Layer (type)    ┃ Shape       ┃      # ┃
        ┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━╇━━━━━━━━┩
        │ 層のとても長い… │ (None, 2)   │      8 │
        │ (Dense)         │             │        │
        ├─────────────────┼─────────────┼────────┤
        │ a  b   c  d e f │ (None, 2)   │      6 │
        │ g  h (Dense)    │             │        │
        ├─────────────────┼─────────────┼────────┤
        │ é🙂x層層層層層… │ (None, 2)   │      6 │
        │ (Dense)         │             │        │
        └─────────────────┴─────────────┴────────┘
         Total params: 20 (80.00 B)
         Trainable params: 20 (80.00 B)
         Non-trainable params: 0 (0.00 B)

        """)
  }

  // Printed by Keras 3.15 on a terminal of 46 columns.
  @Test func tabsReachMultiplesOfEightColumnsAsInKeras() throws {
    let network = NetworkDescription(
      sequential: "mo\tdel", input: [4],
      layers: ["a\tb", "寬\tx", "abcdefg\ti", "abcdefgh\ti", "a_name_of_20_columns\tx"].map {
        LayerDescription($0, Dense(units: 2))
      })
    #expect(
      try network.resolved().summary().text(terminalColumns: 46) == """
        Model: "mo      del"
        ┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━┳━━━━━━━━┓
        ┃                 ┃ Output      ┃  Param ┃
        ┃ Layer (type)    ┃ Shape       ┃      # ┃
        ┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━╇━━━━━━━━┩
        │ a       b       │ (None, 2)   │     10 │
        │ (Dense)         │             │        │
        ├─────────────────┼─────────────┼────────┤
        │ 寬      x       │ (None, 2)   │      6 │
        │ (Dense)         │             │        │
        ├─────────────────┼─────────────┼────────┤
        │ abcdefg i       │ (None, 2)   │      6 │
        │ (Dense)         │             │        │
        ├─────────────────┼─────────────┼────────┤
        │ abcdefgh        │ (None, 2)   │      6 │
        │ i (Dense)       │             │        │
        ├─────────────────┼─────────────┼────────┤
        │ a_name_of_20_c… │ (None, 2)   │      6 │
        │ x (Dense)       │             │        │
        └─────────────────┴─────────────┴────────┘
         Total params: 34 (136.00 B)
         Trainable params: 34 (136.00 B)
         Non-trainable params: 0 (0.00 B)

        """)
  }

  // Printed by Keras 3.15.1 on a terminal of 46 columns.
  @Test func tableWithoutRowsHasTheRuleBelowItsHeading() throws {
    let network = NetworkDescription(sequential: "empty", input: [3], layers: [])
    #expect(
      try network.resolved().summary().text(terminalColumns: 46) == """
        Model: "empty"
        ┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━┳━━━━━━━━┓
        ┃                 ┃ Output      ┃  Param ┃
        ┃ Layer (type)    ┃ Shape       ┃      # ┃
        ┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━╇━━━━━━━━┩
        └─────────────────┴─────────────┴────────┘
         Total params: 0 (0.00 B)
         Trainable params: 0 (0.00 B)
         Non-trainable params: 0 (0.00 B)

        """)
  }

  /// Parts of a table of many rows are drawn at the same time.
  @Test func longTablesAreRuledThroughout() throws {
    let layers = (0..<4_000).map { LayerDescription("dense_\($0)", Dense(units: 1)) }
    let network = NetworkDescription(sequential: "long", input: [1], layers: layers)
    let lines = try network.resolved().summary().text().split(separator: "\n")
    // Above are the title and the heading, below the last border and the totals.
    let rows = lines.dropFirst(4).dropLast(4)
    #expect(rows.count == 2 * layers.count - 1)
    #expect(
      rows.enumerated().allSatisfy { index, line in
        line.hasPrefix(index.isMultiple(of: 2) ? "│ dense_\(index / 2) (Dense) " : "├───")
      })
  }

  @Test(arguments: [
    (120, [36, 27, 15]), (92, [36, 27, 15]), (80, [31, 22, 13]), (44, [15, 10, 5]),
    (1, [15, 10, 5]),
  ])
  func widthsFollowTheTerminalDownToALimit(columns: Int, widths: [Int]) {
    let layout = BoxTable.Layout(widest: 88, ends: [0.45, 0.8, 1])
    #expect(layout.widths(terminalColumns: columns) == widths)
  }
}
