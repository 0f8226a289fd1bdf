import Records

/// The start of a process, as an entry that follows others.
let exampleStart = LogEntry.start(
  StartEntry(subject: exampleCase, process: 1, date: "2026-01-31T12:01:00Z"))

/// `exampleEntries` as they lie on the disk.
let exampleText = exampleLines.joined(separator: "\n") + "\n"

/// The digest of the last line.
let exampleHead = "a83fa860c75c243492e1f4b2000db62c8528ee5b0c7c75950d6ba34085cb14a2"

/// The lines, broken here for reading only.
let exampleLines: [String] = [
  planLine, startLine, replicateLine, failureLine, interruptionLine, qualityLine,
]

private let planLine =
  #"{"plan":{"advice":["The governor is powersave; set it to performance."],"date":"2026-01-"#
  + #"31T12:00:00Z","digest":"ae2bd4cba2154900a0c94ecd427317d7021194310a7e80ccf1b848e769c1a8fa"#
  + #"","fingerprint":{"build":{"allocator":"jemalloc 5.3.0","binaryDigest":{"absent":true},"c"#
  + #"ommit":{"value":"c96bc8832d0d"},"compiler":"Swift 6.3.1","flags":"-Ounchecked","isOptimi"#
  + #"zed":true,"isTreeClean":{"value":true},"targetCPU":"native","vectorLanes":16},"grant":{""#
  + #"cores":{"value":2},"cpus":{"value":[0,1,2]},"quota":{"absent":true}},"name":"amd-epyc-9r"#
  + #"14-4c","processor":{"architecture":"x86_64","family":{"value":"25"},"flags":{"value":["f"#
  + #"pu","sse2","sse4_2","smep","avx","fma","avx512f","hypervisor"]},"microcode":{"value":"0x"#
  + #"a101148"},"model":{"value":"17"},"name":{"value":"AMD EPYC 9R14"},"stepping":{"value":"1"#
  + #""},"vendor":{"value":"AuthenticAMD"},"vulnerableTo":{"value":["spec_store_bypass"]}},"se"#
  + #"ttings":{"governor":{"unreadable":"permission denied"},"isBoostOn":{"value":true},"trans"#
  + #"parentHugePages":{"value":"madvise"}},"system":{"container":{"value":"docker"},"distribu"#
  + #"tion":{"value":"Debian GNU/Linux 12 (bookworm)"},"hypervisor":{"value":"Amazon EC2 c7a.x"#
  + #"large"},"kernel":{"value":"Linux 6.1.0-13-amd64"},"libc":"glibc 2.36"},"topology":{"cach"#
  + #"es":[{"bytes":32768,"name":"L1d","sharedBy":{"absent":true}},{"bytes":32768,"name":"L1i""#
  + #","sharedBy":{"absent":true}},{"bytes":1048576,"name":"L2","sharedBy":{"value":[0,1]}},{""#
  + #"bytes":33554432,"name":"L3","sharedBy":{"value":[0,1,2,3]}}],"cores":{"value":2},"cpus":"#
  + #"{"value":4},"isSMTActive":{"value":true},"memoryBytes":{"value":25275416576},"numaNodes""#
  + #":{"value":1},"sockets":{"value":1},"threadsPerCore":{"value":2}}},"plan":{"cases":[{"aut"#
  + #"omaticThreads":null,"parameterCount":6,"subject":{"batchSize":32,"kernels":null,"model":"#
  + #""pair","reduction":null},"threads":[1,2]}],"pinning":"none","precision":0.02,"processes""#
  + #":2,"secondsPerCell":1.5,"seed":7,"usesRecordedDigits":false}},"previous":"00000000000000"#
  + #"00000000000000000000000000000000000000000000000000","schema":{"major":2,"minor":1}}"#

private let startLine =
  #"{"previous":"1bfd197c0add073f82914b13b1041dfdcbd17865aaa3803d0d0b1ebbc5ae8e17","schema":"#
  + #"{"major":2,"minor":1},"start":{"date":"2026-01-31T12:00:01Z","process":0,"subject":{"bat"#
  + #"chSize":32,"kernels":null,"model":"pair","reduction":null}}}"#

private let replicateLine =
  #"{"previous":"de932c5796efec5a5a8ac01161e62043dffeb6089b26be198e1bd757bff99daa","replicat"#
  + #"e":{"blocks":[{"contestant":0,"counters":{"cpuMicroseconds":41,"cpuPressureMicroseconds""#
  + #":3,"involuntarySwitches":1,"ioPressureMicroseconds":null,"majorFaults":0,"memoryPressure"#
  + #"Microseconds":0,"stealPercent":0.5,"thermalThrottles":null,"throttledMicroseconds":0,"th"#
  + #"rottledPeriods":0,"wallNanoseconds":45000},"cpuNanoseconds":41000,"disturbances":[],"mem"#
  + #"oryBytesPerSecond":12500000000,"peakFlopsPerSecond":450000000000,"round":0,"times":{"gro"#
  + #"upNanoseconds":[20100,19900],"stepsPerGroup":10}},{"contestant":2,"counters":null,"cpuNa"#
  + #"noseconds":null,"disturbances":["3 involuntary context switches"],"memoryBytesPerSecond""#
  + #":null,"peakFlopsPerSecond":null,"round":0,"times":{"groupNanoseconds":[20200,19800],"ste"#
  + #"psPerGroup":10}}],"bytesPerStep":560,"caseDigest":"ae2bd4cba2154900a0c94ecd427317d702119"#
  + #"4310a7e80ccf1b848e769c1a8fa","contestants":[{"evidence":{"countAfterTraining":6,"countBe"#
  + #"foreTraining":6,"digestedSteps":16,"finalDigest":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"#
  + #"bbbbbbbbbbbbbbbbbbbbbbbbbb","layers":[{"buffers":6,"formula":6,"gradients":6,"layer":"de"#
  + #"nse","reference":6}],"losses":[2,1,0.5],"startDigest":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"#
  + #"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},"failure":null,"isOversubscribed":false,"isTwin":false"#
  + #","phases":{"backward":2,"forward":1,"other":6,"reduce":3,"update":4,"waiting":5},"thread"#
  + #"s":1,"warmUp":{"groupNanoseconds":[40000],"stepsPerGroup":10},"workers":[{"allocatedByte"#
  + #"s":64,"cpuNanoseconds":39000,"cpus":[0,1],"pieces":40,"steps":20}]},{"evidence":null,"fa"#
  + #"ilure":"the loss is not finite","isOversubscribed":false,"isTwin":false,"phases":null,"t"#
  + #"hreads":2,"warmUp":null,"workers":[]},{"evidence":null,"failure":null,"isOversubscribed""#
  + #":false,"isTwin":true,"phases":null,"threads":1,"warmUp":null,"workers":[]}],"date":"2026"#
  + #"-01-31T12:00:02Z","flopsPerStep":512,"loadAverage":0.25,"missing":{"counters":"nobody wa"#
  + #"tched","cpuNanoseconds":"it cannot be read"},"parameterCount":6,"peakMemoryBytes":104857"#
  + #"6,"process":0,"seed":7,"stop":"time","subject":{"batchSize":32,"kernels":null,"model":"p"#
  + #"air","reduction":null}},"schema":{"major":2,"minor":1}}"#

private let failureLine =
  #"{"failure":{"date":"2026-01-31T12:00:03Z","process":1,"reason":"it was ended by signal 9"#
  + #"","subject":{"batchSize":32,"kernels":null,"model":"pair","reduction":null}},"previous":"#
  + #""a9fdca93ea559a009b977f2f1e2c2c2f964e86c0742a22df1fe07768ead5d969","schema":{"major":2,""#
  + #"minor":1}}"#

private let interruptionLine =
  #"{"interruption":{"date":"2026-01-31T12:00:04Z","signal":2},"previous":"dd0029f63eb105644"#
  + #"a4dbdc43622da8eb08b079d669db59bb9f53e0c43931528","schema":{"major":2,"minor":1}}"#

private let qualityLine =
  #"{"previous":"947ae1451a8d359892f5d72711869f5cd765faf87006634764f26edef1939bbc","quality""#
  + #":{"date":"2026-01-31T12:00:05Z","goal":0.875,"measure":"accuracy","seconds":[0.25,0.5],""#
  + #"seed":7,"subject":{"batchSize":32,"kernels":null,"model":"pair","reduction":null},"threa"#
  + #"ds":2,"values":[0.5,0.875]},"schema":{"major":2,"minor":1}}"#
