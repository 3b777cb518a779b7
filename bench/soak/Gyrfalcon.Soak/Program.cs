using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

using Gyrfalcon.Soak;
using Gyrfalcon.Testing;

double minutes = double.Parse(Option("--minutes") ?? "10", CultureInfo.InvariantCulture);
int seed = int.Parse(Option("--seed") ?? "1", CultureInfo.InvariantCulture);
int clients = int.Parse(Option("--clients") ?? "48", CultureInfo.InvariantCulture);
string[] drivers = (Option("--drivers") ?? "io_uring,epoll").Split(',');
bool isWatched = Array.IndexOf(args, "--watched") >= 0;
string output = Option("--output") ?? "bench/soak/results/latest.md";

var results = new List<SoakResult>();
bool good = true;
foreach (string name in drivers)
{
    Driver driver = name == "epoll" ? Driver.Epoll : Driver.IoUring;
    if (driver == Driver.IoUring && KernelSupport.WhyNoIoUring is { } reason)
    {
        Console.Error.WriteLine(reason);
        continue;
    }

    var plan = new SoakPlan(driver, TimeSpan.FromMinutes(minutes / drivers.Length), seed, clients, TimeSpan.FromSeconds(5), isWatched);
    SoakResult result = await new SoakRun(plan).RunAsync();
    results.Add(result);
    good &= result.Objections.Count == 0;
}

string report = SoakReport.Write($"bench/soak/run {string.Join(' ', args)}", results);
Console.WriteLine(report);
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
File.WriteAllText(output, report);
return good ? 0 : 1;

string? Option(string name)
{
    int index = Array.IndexOf(args, name);
    return index >= 0 && index + 1 < args.Length ? args[index + 1] : null;
}
