using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Change;
using Gyrfalcon.Testing;

var seconds = new Option<double>("--seconds") { Description = "Length of each of the three phases.", DefaultValueFactory = static _ => 120 };
var every = new Option<double>("--every") { Description = "Milliseconds from one configuration to the next.", DefaultValueFactory = static _ => 100 };
var upgradeEvery = new Option<double>("--upgrade-every") { Description = "Seconds from one process to the next.", DefaultValueFactory = static _ => 5 };
var clients = new Option<int>("--clients") { Description = "Clients at a time.", DefaultValueFactory = static _ => 32 };
var drivers = new Option<string[]>("--drivers") { Description = "io_uring, epoll or both.", DefaultValueFactory = static _ => ["io_uring", "epoll"], CustomParser = static result => result.Tokens[0].Value.Split(',') };
var output = new Option<string>("--output") { Description = "Where the report goes.", DefaultValueFactory = static _ => "bench/change/results/latest.md" };
var origin = new Option<string>("--origin") { Required = true, Hidden = true };
drivers.Validators.Add(static result =>
{
    if (result.Tokens.SelectMany(static token => token.Value.Split(',')).Any(static name => name is not ("io_uring" or "epoll"))) result.AddError("--drivers takes io_uring and epoll, with a comma between them");
});
var command = new RootCommand("Changes gyr's configuration, and then its process, under full load, and looks for anything that fails.") { seconds, every, upgradeEvery, clients, drivers, output, origin };
command.SetAction(parsed => ChangeAsync(
    parsed.GetRequiredValue(drivers),
    driver => new ChangeRun(
        driver,
        TimeSpan.FromSeconds(parsed.GetValue(seconds)),
        TimeSpan.FromMilliseconds(parsed.GetValue(every)),
        TimeSpan.FromSeconds(parsed.GetValue(upgradeEvery)),
        parsed.GetValue(clients),
        parsed.GetRequiredValue(origin)),
    parsed.GetRequiredValue(output),
    parsed.GetRequiredValue(origin)));
return await command.Parse(args).InvokeAsync();

async Task<int> ChangeAsync(string[] names, Func<Driver, ChangeRun> run, string path, string addedByScript)
{
    var results = new List<ChangeResult>();
    foreach (string name in names)
    {
        Driver driver = name == "epoll" ? Driver.Epoll : Driver.IoUring;
        if (driver == Driver.IoUring && KernelSupport.WhyNoIoUring is { } reason)
        {
            Console.Error.WriteLine(reason);
            continue;
        }

        results.Add(await run(driver).RunAsync());
    }

    string report = ChangeReport.Write($"bench/change/run {string.Join(' ', args.Where(arg => arg != "--origin" && arg != addedByScript))}", results);
    Console.WriteLine(report);
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    await File.WriteAllTextAsync(path, report);
    return results.Count > 0 && results.All(static result => result.Objections.Count == 0) ? 0 : 1;
}
