import Records

/// The start of a process, as an entry that follows others.
let exampleStart = LogEntry.start(
  StartEntry(subject: exampleCase, process: 1, date: "2026-01-31T12:01:00Z"))

/// `exampleEntries` as they lie on the disk.
let exampleText = exampleLines.joined(separator: "\n") + "\n"

/// The digest of the last line.
let exampleHead = "85bad2fb6d82707d7807714cb4b1277faf29e40cbf9cbb2c1df1b2b89d5545ae"

/// The lines, broken here for reading only.
let exampleLines: [String] = [
  planLine, startLine, replicateLine, failureLine, interruptionLine, qualityLine,
]

private let planLine =
  #"{"plan":{"advice":["The governor is powersave; set it to performance."],"date":"2026-01-"#
  + #"31T12:00:00Z","digest":"84eadf6ddb49bcf0dcc056d34da8d3e93b0f852258c9d86c0dc410d522f39897"#
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
  + #":{"value":1},"sockets":{"value":1},"threadsPerCore":{"value":2}}},"plan":{"cases":[{"par"#
  + #"ameterCount":6,"subject":{"batchSize":32,"kernels":null,"model":"pair","reduction":null}"#
  + #","threads":[1,2]}],"pinning":"none","precision":0.02,"processes":2,"secondsPerCell":1.5,"#
  + #""seed":7,"usesRecordedDigits":false}},"previous":"00000000000000000000000000000000000000"#
  + #"00000000000000000000000000","schema":{"major":2,"minor":0}}"#

private let startLine =
  #"{"previous":"499b05185c07f94243cee9b1d7c096cb6d8c70391079538bc18a811f0ea11554","schema":"#
  + #"{"major":2,"minor":0},"start":{"date":"2026-01-31T12:00:01Z","process":0,"subject":{"bat"#
  + #"chSize":32,"kernels":null,"model":"pair","reduction":null}}}"#

private let replicateLine =
  #"{"previous":"e2f82826ed25f97b6b2b848c495734c9f73e8542cde43b6d79ce30cf6b9f16bd","replicat"#
  + #"e":{"blocks":[{"contestant":0,"cpuNanoseconds":40000,"disturbances":[],"memoryBytesPerSe"#
  + #"cond":12500000000,"peakFlopsPerSecond":450000000000,"round":0,"times":{"groupNanoseconds"#
  + #"":[20100,19900],"stepsPerGroup":10}},{"contestant":2,"cpuNanoseconds":null,"disturbances"#
  + #"":["3 involuntary context switches"],"memoryBytesPerSecond":null,"peakFlopsPerSecond":nu"#
  + #"ll,"round":0,"times":{"groupNanoseconds":[20200,19800],"stepsPerGroup":10}}],"bytesPerSt"#
  + #"ep":560,"caseDigest":"84eadf6ddb49bcf0dcc056d34da8d3e93b0f852258c9d86c0dc410d522f39897","#
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
  + #""9427065a60925e01ff5e4ce6e05f7acdc425f2ce08b49261fbfeac7e339c79fc","schema":{"major":2,""#
  + #"minor":0}}"#

private let interruptionLine =
  #"{"interruption":{"date":"2026-01-31T12:00:04Z","signal":2},"previous":"4c6a3a2e6a380ec7d"#
  + #"9ae6b1ab6c4c2d5f1cfcb2f12bb889b07ad719f1bd28c48","schema":{"major":2,"minor":0}}"#

private let qualityLine =
  #"{"previous":"994a5b6ff62d984a17cd3e58ef530948e5a6fa8b584235c8a823233237705a5c","quality""#
  + #":{"date":"2026-01-31T12:00:05Z","goal":0.875,"measure":"accuracy","seconds":[0.25,0.5],""#
  + #"seed":7,"subject":{"batchSize":32,"kernels":null,"model":"pair","reduction":null},"threa"#
  + #"ds":2,"values":[0.5,0.875]},"schema":{"major":2,"minor":0}}"#
