import Records

/// The start of a process, as an entry that follows others.
let exampleStart = LogEntry.start(
  StartEntry(subject: exampleCase, process: 1, date: "2026-01-31T12:01:00Z"))

/// `exampleEntries` as they lie on the disk.
let exampleText = exampleLines.joined(separator: "\n") + "\n"

/// The digest of the last line.
let exampleHead = "2581314b513c6f02d652ce1a8cff9c44472c96838c1fe81b9b99f6336f11be9a"

/// The lines, broken here for reading only.
let exampleLines: [String] = [
  planLine, startLine, replicateLine, failureLine, interruptionLine, qualityLine,
]

private let planLine =
  #"{"clock":1000000000,"plan":{"advice":["The governor is powersave; set it to performance."#
  + #""],"date":"2026-01-31T12:00:00Z","digest":"ae2bd4cba2154900a0c94ecd427317d7021194310a7e8"#
  + #"0ccf1b848e769c1a8fa","fingerprint":{"build":{"allocator":"jemalloc 5.3.0","binaryDigest""#
  + #":{"absent":true},"commit":{"value":"c96bc8832d0d"},"compiler":"Swift 6.3.1","flags":"-Ou"#
  + #"nchecked","isOptimized":true,"isTreeClean":{"value":true},"sourceDigest":{"value":"fffff"#
  + #"fffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},"targetCPU":"native","vect"#
  + #"orLanes":16},"grant":{"cores":{"value":2},"cpus":{"value":[0,1,2]},"quota":{"absent":tru"#
  + #"e}},"name":"amd-epyc-9r14-4c","processor":{"architecture":"x86_64","family":{"value":"25"#
  + #""},"flags":{"value":["fpu","sse2","sse4_2","smep","avx","fma","avx512f","hypervisor"]},""#
  + #"microcode":{"value":"0xa101148"},"model":{"value":"17"},"name":{"value":"AMD EPYC 9R14"}"#
  + #","stepping":{"value":"1"},"vendor":{"value":"AuthenticAMD"},"vulnerableTo":{"value":["sp"#
  + #"ec_store_bypass"]}},"settings":{"governor":{"unreadable":"permission denied"},"isBoostOn"#
  + #"":{"value":true},"transparentHugePages":{"value":"madvise"}},"system":{"container":{"val"#
  + #"ue":"docker"},"distribution":{"value":"Debian GNU/Linux 12 (bookworm)"},"hypervisor":{"v"#
  + #"alue":"Amazon EC2 c7a.xlarge"},"kernel":{"value":"Linux 6.1.0-13-amd64"},"libc":"glibc 2"#
  + #".36"},"topology":{"caches":[{"bytes":32768,"name":"L1d","sharedBy":{"absent":true}},{"by"#
  + #"tes":32768,"name":"L1i","sharedBy":{"absent":true}},{"bytes":1048576,"name":"L2","shared"#
  + #"By":{"value":[0,1]}},{"bytes":33554432,"name":"L3","sharedBy":{"value":[0,1,2,3]}}],"cor"#
  + #"es":{"value":2},"cpus":{"value":4},"isSMTActive":{"value":true},"memoryBytes":{"value":2"#
  + #"5275416576},"numaNodes":{"value":1},"sockets":{"value":1},"threadsPerCore":{"value":2}}}"#
  + #","nickname":"lab-7","plan":{"cases":[{"automaticThreads":null,"parameterCount":6,"subjec"#
  + #"t":{"batchSize":32,"kernels":null,"model":"pair","reduction":null},"threads":[1,2]}],"pi"#
  + #"nning":"none","precision":0.02,"processes":2,"secondsPerCell":1.5,"seed":7,"usesRecorded"#
  + #"Digits":false}},"previous":"000000000000000000000000000000000000000000000000000000000000"#
  + #"0000","schema":{"major":2,"minor":8}}"#

private let startLine =
  #"{"clock":2000000000,"previous":"c86a4c39a40cb817d9cfb71ebd65c6ccc45c5fabc7fb1fbaf0777701"#
  + #"94fcb0fd","schema":{"major":2,"minor":8},"start":{"date":"2026-01-31T12:00:01Z","process"#
  + #"":0,"subject":{"batchSize":32,"kernels":null,"model":"pair","reduction":null}}}"#

private let replicateLine =
  #"{"clock":3000000000,"previous":"9d930c26cb7acf824bf18330111353071074b544b3ebc555c3d3a652"#
  + #"9670b3ab","replicate":{"binaryDigest":"ccccccccccccccccccccccccccccccccccccccccccccccccc"#
  + #"ccccccccccccccc","blocks":[{"contestant":0,"counters":{"cpuMicroseconds":41,"cpuPressure"#
  + #"Microseconds":3,"involuntarySwitches":1,"ioPressureMicroseconds":null,"majorFaults":0,"m"#
  + #"emoryPressureMicroseconds":0,"stealPercent":0.5,"thermalThrottles":null,"throttledMicros"#
  + #"econds":0,"throttledPeriods":0,"wallNanoseconds":45000},"cpuNanoseconds":41000,"disturba"#
  + #"nces":[],"memoryBytesPerSecond":12500000000,"peakFlopsPerSecond":450000000000,"round":0,"#
  + #""times":{"groupNanoseconds":[20100,19900],"stepsPerGroup":10}},{"contestant":2,"counters"#
  + #"":null,"cpuNanoseconds":null,"disturbances":["3 involuntary context switches"],"memoryBy"#
  + #"tesPerSecond":null,"peakFlopsPerSecond":null,"round":0,"times":{"groupNanoseconds":[2020"#
  + #"0,19800],"stepsPerGroup":10}}],"bytesPerStep":560,"caseDigest":"ae2bd4cba2154900a0c94ecd"#
  + #"427317d7021194310a7e80ccf1b848e769c1a8fa","contestants":[{"evidence":{"countAfterTrainin"#
  + #"g":6,"countBeforeTraining":6,"digestedSteps":16,"finalDigest":"bbbbbbbbbbbbbbbbbbbbbbbbb"#
  + #"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","layers":[{"buffers":6,"formula":6,"gradients":"#
  + #"6,"layer":"dense","reference":6}],"losses":[2,1,0.5],"startDigest":"aaaaaaaaaaaaaaaaaaaa"#
  + #"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},"failure":null,"isOversubscribed":false,""#
  + #"isTwin":false,"phases":{"backward":2,"forward":1,"other":6,"reduce":3,"update":4,"waitin"#
  + #"g":5},"threads":1,"warmUp":{"groupNanoseconds":[40000],"stepsPerGroup":10},"workers":[{""#
  + #"allocatedBytes":64,"cpuNanoseconds":39000,"cpus":[0,1],"pieces":40,"steps":20}]},{"evide"#
  + #"nce":null,"failure":"the loss is not finite","isOversubscribed":false,"isTwin":false,"ph"#
  + #"ases":null,"threads":2,"warmUp":null,"workers":[]},{"evidence":null,"failure":null,"isOv"#
  + #"ersubscribed":false,"isTwin":true,"phases":null,"threads":1,"warmUp":null,"workers":[]}]"#
  + #","dataDigest":"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd","date":"#
  + #""2026-01-31T12:00:02Z","flopsPerStep":512,"loadAverage":0.25,"missing":{"counters":"nobo"#
  + #"dy watched","cpuNanoseconds":"it cannot be read"},"parameterCount":6,"peakMemoryBytes":1"#
  + #"048576,"process":0,"seed":7,"stop":"time","subject":{"batchSize":32,"kernels":null,"mode"#
  + #"l":"pair","reduction":null}},"schema":{"major":2,"minor":8}}"#

private let failureLine =
  #"{"clock":4000000000,"failure":{"date":"2026-01-31T12:00:03Z","process":1,"reason":"it wa"#
  + #"s ended by signal 9","subject":{"batchSize":32,"kernels":null,"model":"pair","reduction""#
  + #":null}},"previous":"6043dffc1ef41bebbfbe550739e284273117b14c3908508cce9dde9e87841acc","s"#
  + #"chema":{"major":2,"minor":8}}"#

private let interruptionLine =
  #"{"clock":5000000000,"interruption":{"date":"2026-01-31T12:00:04Z","signal":2},"previous""#
  + #":"2d601600b09148b02976ec7db8b574d996450cc38de1388de34bd634421f5009","schema":{"major":2,"#
  + #""minor":8}}"#

private let qualityLine =
  #"{"clock":6000000000,"previous":"980122f93cd4118a88cd9a01d590d1c683e1005216dcdbfddca338b4"#
  + #"fc97d8fa","quality":{"dataDigest":"ddddddddddddddddddddddddddddddddddddddddddddddddddddd"#
  + #"ddddddddddd","date":"2026-01-31T12:00:05Z","goal":0.875,"measure":"accuracy","seconds":["#
  + #"0.25,0.5],"seed":7,"subject":{"batchSize":32,"kernels":null,"model":"pair","reduction":n"#
  + #"ull},"threads":2,"values":[0.5,0.875]},"schema":{"major":2,"minor":8}}"#
