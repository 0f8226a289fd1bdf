# The rules of check-asm: reads a disassembly, and says of each function by which it is refused, and where to look.
# check-asm hands over what instructions look like, and asm-kernels.awk what each kernel has to hold.

/^[0-9a-f]+ <.*>:$/ { enter(substr($2, 2, length($2) - 3)); next }
kernel == "" || NF < 2 { next }
{
  line++
  place = substr($1, 1, length($1) - 1)
  if (!(place in lineAt)) lineAt[place] = line
  # Running counts, whose differences are those of a loop.
  isPacked = $0 ~ packed
  isWhole = isPacked && ($0 ~ wide || kernel ~ /^half/ && $0 ~ half)
  vectors[line] = vectors[line - 1] + isWhole
  packs[line] = packs[line - 1] + isPacked
  singles[line] = singles[line - 1] + ($0 ~ float)
  twofold[line] = twofold[line - 1] + ($0 ~ doubles)
  sums[line] = sums[line - 1] + ($0 ~ doubles && $2 ~ /add|mla/)
  moves[line] = moves[line - 1] + ($0 ~ stack && $0 ~ register)
  calls[line] = calls[line - 1]
  if (listed) count()
  else find()
}
/\t((bnd|notrack) )?(callq?|j[a-z]+|blr?|b|bc?\.[a-z]+|cbn?z|tbn?z)[ \t]/ { branch() }

function enter(name) {
  symbol = name
  kernel = kernelName(symbol)
  listed = kernel in least
  if (listed) kernels[symbol] = kernel
  entry[symbol] = $1
  line = innermost = 0
  split("", lineAt)
}

# Of a kernel: what its body holds. A half tile has its products in half vectors.
function count() {
  if ($0 ~ product && $0 ~ (kernel ~ /^half/ ? half : wide)) products[symbol]++
  if (isPacked && $0 ~ wide) {
    whole[symbol]++
    if ($0 !~ product) others[symbol]++
  }
  operations[symbol] = vectors[line]
  oneByOne[symbol] = singles[line]
}

# Of any other function: that it computes at all. The trainer counts and measures in doubles.
function find() {
  if (isWhole) refuse("computes with whole vectors")
  else if (singles[line] > singles[line - 1]) refuse("computes with single floats")
  else if (isPacked) refuse("computes with parts of vectors")
  else if (twofold[line] > twofold[line - 1] && symbol ~ /7Kernels|^gm_/ && symbol !~ /8Training/)
    refuse("computes with doubles")
}

function refuse(what) {
  if (symbol in refused) return
  refused[symbol] = kernel " " what
  refusedAt[symbol] = place
}

# A jump into another function is a call as well; one of its own goes back, where a loop starts, or onwards; and one
# by a table has no name.
function branch(words, callee) {
  callee = $NF
  if (match($0, /[0-9a-f]+ <[^>]*>/)) {
    split(substr($0, RSTART, RLENGTH), words, " ")
    callee = words[2]
    if (callee == "<" symbol ">" || index(callee, "<" symbol "+") == 1) {
      if (words[1] in lineAt) loop(lineAt[words[1]], words[1])
      return
    }
  } else if ($0 ~ /\tj|[kd] j/) return
  calls[line]++
  if (!listed) {
    if (callee ~ mathematics && symbol ~ /7Kernels|8Training|^gm_/) refuse("calls " callee)
  } else if (callee !~ raises && !(kernel in callees && callee ~ callees[kernel]) && !called[symbol]++)
    fail(kernel " calls " callee, place)
}

# A loop from a line to this one. Time goes where no other is within it, none of those that end before it does.
function loop(first, start, computed, alone, moved) {
  if (first <= innermost) return
  innermost = first--
  if (!listed) {
    # What a loop calls takes longer than its own sums.
    if (sums[line] == sums[first] || calls[line] > calls[first]) return
    if (symbol ~ /8Training/ && symbol !~ sumsInDoubles) refuse("sums doubles in a loop")
    return
  }
  computed = vectors[line] - vectors[first]
  alone = singles[line] - singles[first] + twofold[line] - twofold[first]
  moved = moves[line] - moves[first]
  vectorsInLoops[symbol] += computed
  floatsInLoops[symbol] += alone
  # Sums that spill; the transforms of a tile have more lines than registers, and move half as often.
  if (computed && 3 * moved > 2 * computed)
    fail(kernel " moves vectors to or from the stack " moved " times in a loop with " computed " operations", start)
  # The sums of a row end in single floats; a loop with twice as many as vectors has no other.
  if (alone > 2 * (packs[line] - packs[first]) && isVectorized(kernel) && !(kernel in ends))
    fail(kernel " computes in a loop with " alone " operations of single floats", start)
}

function isVectorized(name) { return least[name] || leastWhole[name] }

# The kernel of a mangled name, such as $s7Kernels12clipGradient_2to5count…; "" for those of other modules. A
# closure (…U_, …U0_), an extension of a type of others, a generic function of others for one of these, one of
# the standard library for any type, and a helper in C go by their symbols.
function kernelName(symbol, parts, name) {
  if (symbol !~ /^\$s(7Kernels|8Training)/)
    return symbol ~ /^gm_|^\$s.*(7Kernels|8Training)/ || isStandard(symbol) ? symbol : ""
  if (symbol ~ /U[0-9]*_$/) return symbol
  if (match(symbol, /\$[0-9]+__\$[0-9]+_/) && symbol ~ /^\$s7Kernels4TileO7compute/) {
    split(substr(symbol, RSTART), parts, /[^0-9]+/)
    return (symbol ~ /SIMD8VySf/ && half ? "half " : "") "Tile<" parts[2] + 1 ", " parts[3] + 1 \
      ">.compute" (symbol ~ /TrailingUpdate/ ? " beside an update" : "")
  }
  rest = substr(symbol, length("$s") + 1)
  name = identifier()
  name = (name == "Kernels" ? "" : name ".") identifier()
  # A method of a structure, an enumeration or a class.
  if (rest ~ /^[VOC][0-9]/) {
    rest = substr(rest, 2)
    name = name "." identifier()
  }
  # Kernels of rows across the vectors share their names with those of rows along them.
  return name (symbol ~ /8LaneRows/ ? " across" : "")
}

# Takes an identifier off the rest of a mangled name, where its length stands before it.
function identifier(name) {
  if (!match(rest, /^[0-9]+/)) return rest
  name = substr(rest, RLENGTH + 1, substr(rest, 1, RLENGTH))
  rest = substr(rest, RLENGTH + 1 + length(name))
  return name
}

# Whether a symbol is a specialization of the standard library, and not of another module's extension of it, such as
# $sSS4YamsE… and $ss7Float16V10RealModuleE….
function isStandard(symbol) {
  if (symbol !~ /^\$s[sS].*(T[gG][a-zA-Z]*|Tf)[0-9]/) return 0
  rest = symbol
  if (!sub(/^\$sS[a-zA-Z]/, "", rest)) {
    sub(/^\$ss/, "", rest)
    identifier()
    sub(/^[VOCP]/, "", rest)
  }
  identifier()
  return rest !~ /^E/
}

function fail(sentence, place) {
  sub(/^0+/, "", place)
  print "gradmark: " sentence (place == "" ? "" : ", at 0x" place) > "/dev/stderr"
  failures++
}

END {
  for (symbol in kernels) judge(symbol, kernels[symbol])
  for (name in least) {
    if (!(name in seen)) fail(name " is not there")
    number++
  }
  for (symbol in refused) fail(refused[symbol] " and is not listed in .ci/asm-kernels.awk", refusedAt[symbol])
  if (failures) exit 1
  print number " functions compute as they are listed to, no other computes with floats, and they call nothing but " \
    "what is listed"
}

function judge(symbol, name, most) {
  seen[name] = 1
  if (products[symbol] < least[name])
    fail(name " holds " products[symbol] + 0 " vector multiply-adds of at least " least[name], entry[symbol])
  if (whole[symbol] < leastWhole[name])
    fail(name " holds " whole[symbol] + 0 " operations of whole vectors of at least " leastWhole[name], \
      entry[symbol])
  if (others[symbol] < leastBeside[name])
    fail(name " holds " others[symbol] + 0 " operations of whole vectors beside its products of at least " \
      leastBeside[name], entry[symbol])
  most = name in ends ? ends[name] : 1 / 2
  if (oneByOne[symbol] > most * operations[symbol] && !(name in single))
    fail(name " computes with single floats (" oneByOne[symbol] ") beside whole vectors (" \
      operations[symbol] + 0 ")", entry[symbol])
  else if (isVectorized(name)) {
    # Of the innermost loops, a row's last sum.
    most = name in ends ? ends[name] : 1 / 4
    if (floatsInLoops[symbol] > most * vectorsInLoops[symbol])
      fail(name " computes in loops with single floats (" floatsInLoops[symbol] ") beside whole vectors (" \
        vectorsInLoops[symbol] + 0 ")", entry[symbol])
  }
}
