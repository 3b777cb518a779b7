using Xunit;
using Xunit.v3;

// Every test starts programs of its own; more at once would only make each other's waits longer.
[assembly: Parallelization(MaxThreads = 2)]

// What the programs under test wrote is shown with the tests that fail.
[assembly: CaptureConsole]
