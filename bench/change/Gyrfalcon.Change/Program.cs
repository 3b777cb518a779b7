using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Gyrfalcon.Change;
using Gyrfalcon.Testing;

int seconds = int.Parse(Option("--seconds") ?? "120", CultureInfo.InvariantCulture);
int every = int.Parse(Option("--every") ?? "100", CultureInfo.InvariantCulture);
double upgradeEvery = double.Parse(Option("--upgrade-every") ?? "5", CultureInfo.InvariantCulture);
int clients = int.Parse(Option("--clients") ?? "32", CultureInfo.InvariantCulture);
string[] drivers = (Option("--drivers") ?? "io_uring,epoll").Split(',');
string output = Option("--output") ?? "bench/change/results/latest.md";
string origin = Option("--origin") ?? throw new ArgumentException("--origin PATH is missing; start this by bench/change/run");

var results = new List<ChangeResult>();
foreach (string name in drivers)
{
    Driver driver = name == "epoll" ? Driver.Epoll : Driver.IoUring;
    if (driver == Driver.IoUring && KernelSupport.WhyNoIoUring is { } reason)
    {
        Console.Error.WriteLine(reason);
        continue;
    }

    results.Add(await new ChangeRun(driver, TimeSpan.FromSeconds(seconds), TimeSpan.FromMilliseconds(every), TimeSpan.FromSeconds(upgradeEvery), clients, origin).RunAsync());
}

string report = ChangeReport.Write($"bench/change/run {string.Join(' ', args.Where(arg => arg != "--origin" && arg != origin))}", results);
Console.WriteLine(report);
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
await File.WriteAllTextAsync(output, report);
return results.Count > 0 && results.All(static result => result.Objections.Count == 0) ? 0 : 1;

string? Option(string name)
{
    int index = Array.IndexOf(args, name);
    return index >= 0 && index + 1 < args.Length ? args[index + 1] : null;
}
