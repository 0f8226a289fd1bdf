import Records

/// The start of a process, as an entry that follows others.
let exampleStart = LogEntry.start(
  StartEntry(subject: exampleCase, process: 1, date: "2026-01-31T12:01:00Z"))

/// `exampleEntries` as they lie on the disk.
let exampleText = exampleLines.joined(separator: "\n") + "\n"

/// The digest of the last line.
let exampleHead = "8327f3677a31c189bf52a50a17f802f16ef7461c8fb39d29ea91be9f79705c34"

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
  + #"0000","schema":{"major":2,"minor":7}}"#

private let startLine =
  #"{"clock":2000000000,"previous":"bd1fc044908353cf3e3499ca4eaccfc90a44d2972ab5afba7eb6025e"#
  + #"d2d7c888","schema":{"major":2,"minor":7},"start":{"date":"2026-01-31T12:00:01Z","process"#
  + #"":0,"subject":{"batchSize":32,"kernels":null,"model":"pair","reduction":null}}}"#

private let replicateLine =
  #"{"clock":3000000000,"previous":"5d4b099e0f56b5dce709290058054168e5d1cc82be9953be194513af"#
  + #"c88728d0","replicate":{"binaryDigest":"ccccccccccccccccccccccccccccccccccccccccccccccccc"#
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
  + #"l":"pair","reduction":null}},"schema":{"major":2,"minor":7}}"#

private let failureLine =
  #"{"clock":4000000000,"failure":{"date":"2026-01-31T12:00:03Z","process":1,"reason":"it wa"#
  + #"s ended by signal 9","subject":{"batchSize":32,"kernels":null,"model":"pair","reduction""#
  + #":null}},"previous":"70259ffbb9e787041b1744cf1f93279c4010d47df4dd9cbe8b5975737f1f14d6","s"#
  + #"chema":{"major":2,"minor":7}}"#

private let interruptionLine =
  #"{"clock":5000000000,"interruption":{"date":"2026-01-31T12:00:04Z","signal":2},"previous""#
  + #":"25377a802ad804591ca1570f0ca64b104caa494469e807901deb230cd7ae5f94","schema":{"major":2,"#
  + #""minor":7}}"#

private let qualityLine =
  #"{"clock":6000000000,"previous":"a20f91b71a90f62f5ba81d2bb938be56ae8b3e58f8862103d67d1f0c"#
  + #"2c725403","quality":{"dataDigest":"ddddddddddddddddddddddddddddddddddddddddddddddddddddd"#
  + #"ddddddddddd","date":"2026-01-31T12:00:05Z","goal":0.875,"measure":"accuracy","seconds":["#
  + #"0.25,0.5],"seed":7,"subject":{"batchSize":32,"kernels":null,"model":"pair","reduction":n"#
  + #"ull},"threads":2,"values":[0.5,0.875]},"schema":{"major":2,"minor":7}}"#
