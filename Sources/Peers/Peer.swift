import Records

/// A library that can be driven, by the name in `PEERS`.
public enum Peer: String, Sendable, CaseIterable {
  case jax
  case torch
  case torchCompile = "torch-compile"
  case kerasOnTensorFlow = "keras-tf"
  case kerasOnJAX = "keras-jax"
  case scikitLearn = "sklearn"
  case fann
  case numpy

  /// All forms of it that train a task, each in a process of its own; the fastest one counts.
  func contestants(for task: PeerTask) -> [PeerRecord.Contestant] {
    let (peer, forms) =
      switch self {
      case .jax: ("jax", ["step", "scan"])
      case .torch:
        ("torch", task.has(.convolution) ? ["eager", "channels-last"] : ["eager"])
      case .torchCompile: ("torch", ["compile"])
      case .kerasOnTensorFlow: ("keras", ["tensorflow"])
      case .kerasOnJAX: ("keras", ["jax"])
      case .scikitLearn: ("sklearn", [""])
      case .fann: ("fann", [""])
      case .numpy: ("numpy", [""])
      }
    return forms.map { PeerRecord.Contestant(peer: peer, form: $0) }
  }

  /// The program that drives it, in the folder of drivers.
  var driver: String {
    switch self {
    case .jax: "jax_peer.py"
    case .torch, .torchCompile: "torch_peer.py"
    case .kerasOnTensorFlow, .kerasOnJAX: "keras_peer.py"
    case .scikitLearn: "sklearn_peer.py"
    case .fann: "fann_peer.py"
    case .numpy: "numpy_peer.py"
    }
  }

  /// The virtual environment that holds it.
  var environment: String { self == .torchCompile ? Peer.torch.rawValue : rawValue }
}
