using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

using Gyrfalcon.Fuzz;
using Gyrfalcon.Fuzz.Targets;

using SharpFuzz;
using SharpFuzz.Common;

const int TraceMemory = 1 << 16;

// Instrumented code writes here from its first line on; the fuzzer puts its own memory in this place when it starts.
unsafe
{
    Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(TraceMemory);
}

if (args.Length == 0 || FuzzTargets.All.FirstOrDefault(target => target.Name == args[0]) is not { } chosen)
{
    Console.Error.WriteLine($"""
        usage: Gyrfalcon.Fuzz TARGET [--seconds N] [--seed S] [--corpus DIR] [--keep]
               Gyrfalcon.Fuzz TARGET --afl                (started by afl-fuzz, see fuzz/coverage)
               Gyrfalcon.Fuzz TARGET --replay FILE …
        targets: {string.Join(' ', FuzzTargets.All.Select(target => target.Name))}
        """);
    return 2;
}

if (args.Contains("--afl"))
{
    Fuzzer.Run((Stream input) =>
    {
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        chosen.Run(bytes.ToArray());
    });
    return 0;
}

int replay = Array.IndexOf(args, "--replay");
if (replay > 0)
{
    foreach (string file in args[(replay + 1)..])
        Console.WriteLine($"{file}: {chosen.Run(File.ReadAllBytes(file))}");
    return 0;
}

int seconds = int.Parse(Option("--seconds") ?? "30", CultureInfo.InvariantCulture);
int seed = int.Parse(Option("--seed") ?? "1", CultureInfo.InvariantCulture);
string corpus = Option("--corpus") ?? Path.Combine("fuzz", "corpus", chosen.Name);
return new Campaign(chosen, corpus, seed).Run(TimeSpan.FromSeconds(seconds), args.Contains("--keep")) ? 0 : 1;

string? Option(string name)
{
    int index = Array.IndexOf(args, name);
    return index >= 0 && index + 1 < args.Length ? args[index + 1] : null;
}
