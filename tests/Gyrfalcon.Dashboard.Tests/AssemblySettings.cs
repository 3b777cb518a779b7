using Gyrfalcon.Dashboard.Tests;
using Xunit;
using Xunit.v3;

// A browser and a load take what the machine has.
[assembly: Parallelization(MaxThreads = 1)]
[assembly: AssemblyFixture(typeof(Chromium))]

// What the programs under test wrote is shown with the tests that fail.
[assembly: CaptureConsole]
