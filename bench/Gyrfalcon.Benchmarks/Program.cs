using BenchmarkDotNet.Running;

using Gyrfalcon.Benchmarks.Http1;

// dotnet run -c Release --project bench/Gyrfalcon.Benchmarks -- --filter '*' --job short
BenchmarkSwitcher.FromAssembly(typeof(HeadBenchmarks).Assembly).Run(args);
