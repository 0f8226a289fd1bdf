import Records

/// The start of a process, as an entry that follows others.
let exampleStart = LogEntry.start(
  StartEntry(subject: exampleCase, process: 1, date: "2026-01-31T12:01:00Z"))

/// `exampleEntries` as they lie on the disk.
let exampleText = exampleLines.joined(separator: "\n") + "\n"

/// The digest of the last line.
let exampleHead = "6e9ef260f323e7c3860fba855813c4d41e93be679f2ba02e8059461ef60da4c7"

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
  + #"00000000000000000000000000000000000000000000000000","schema":{"major":2,"minor":0}}"#

private let startLine =
  #"{"previous":"1daa3a77a2e406c299d86aa02d5f1153c5a382a16b17c4e68afe3d449e8f79b4","schema":"#
  + #"{"major":2,"minor":0},"start":{"date":"2026-01-31T12:00:01Z","process":0,"subject":{"bat"#
  + #"chSize":32,"kernels":null,"model":"pair","reduction":null}}}"#

private let replicateLine =
  #"{"previous":"f1f7d0f193998fa573d36a6b41097b7d44871bceb9124b4d612440148cef8c1d","replicat"#
  + #"e":{"blocks":[{"contestant":0,"cpuNanoseconds":40000,"disturbances":[],"memoryBytesPerSe"#
  + #"cond":12500000000,"peakFlopsPerSecond":450000000000,"round":0,"times":{"groupNanoseconds"#
  + #"":[20100,19900],"stepsPerGroup":10}},{"contestant":2,"cpuNanoseconds":null,"disturbances"#
  + #"":["3 involuntary context switches"],"memoryBytesPerSecond":null,"peakFlopsPerSecond":nu"#
  + #"ll,"round":0,"times":{"groupNanoseconds":[20200,19800],"stepsPerGroup":10}}],"bytesPerSt"#
  + #"ep":560,"caseDigest":"ae2bd4cba2154900a0c94ecd427317d7021194310a7e80ccf1b848e769c1a8fa","#
  + #""contestants":[{"evidence":{"countAfterTraining":6,"countBeforeTraining":6,"digestedStep"#
  + #"s":16,"finalDigest":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",""#
  + #"layers":[{"buffers":6,"formula":6,"gradients":6,"layer":"dense","reference":6}],"losses""#
  + #":[2,1,0.5],"startDigest":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"#
  + #"aa"},"failure":null,"isOversubscribed":false,"isTwin":false,"phases":{"backward":2,"forw"#
  + #"ard":1,"other":6,"reduce":3,"update":4,"waiting":5},"threads":1,"warmUp":{"groupNanoseco"#
  + #"nds":[40000],"stepsPerGroup":10},"workers":[{"allocatedBytes":64,"cpuNanoseconds":39000,"#
  + #""cpus":[0,1],"pieces":40,"steps":20}]},{"evidence":null,"failure":"the loss is not finit"#
  + #"e","isOversubscribed":false,"isTwin":false,"phases":null,"threads":2,"warmUp":null,"work"#
  + #"ers":[]},{"evidence":null,"failure":null,"isOversubscribed":false,"isTwin":true,"phases""#
  + #":null,"threads":1,"warmUp":null,"workers":[]}],"date":"2026-01-31T12:00:02Z","flopsPerSt"#
  + #"ep":512,"loadAverage":0.25,"missing":{"cpuNanoseconds":"it cannot be read"},"parameterCo"#
  + #"unt":6,"peakMemoryBytes":1048576,"process":0,"seed":7,"stop":"time","subject":{"batchSiz"#
  + #"e":32,"kernels":null,"model":"pair","reduction":null}},"schema":{"major":2,"minor":0}}"#

private let failureLine =
  #"{"failure":{"date":"2026-01-31T12:00:03Z","process":1,"reason":"it was ended by signal 9"#
  + #"","subject":{"batchSize":32,"kernels":null,"model":"pair","reduction":null}},"previous":"#
  + #""e050dfc56d342060168c4e18ffe4c101b6aa118782b6d04ba88a59b01aa8cdde","schema":{"major":2,""#
  + #"minor":0}}"#

private let interruptionLine =
  #"{"interruption":{"date":"2026-01-31T12:00:04Z","signal":2},"previous":"5da2224fb6f9c50c8"#
  + #"369b410cac5d55f63833a1e0edd951071c194645b4c794f","schema":{"major":2,"minor":0}}"#

private let qualityLine =
  #"{"previous":"33b49c12de1b2aee11963e930183c034a204fd07f144307f9e0a5a958cd5c927","quality""#
  + #":{"date":"2026-01-31T12:00:05Z","goal":0.875,"measure":"accuracy","seconds":[0.25,0.5],""#
  + #"seed":7,"subject":{"batchSize":32,"kernels":null,"model":"pair","reduction":null},"threa"#
  + #"ds":2,"values":[0.5,0.875]},"schema":{"major":2,"minor":0}}"#
