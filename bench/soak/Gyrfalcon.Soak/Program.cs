using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Soak;
using Gyrfalcon.Testing;

var minutes = new Option<double>("--minutes") { Description = "How long, for all drivers together.", DefaultValueFactory = static _ => 10 };
var seed = new Option<int>("--seed") { Description = "What the clients and origins do follows from it.", DefaultValueFactory = static _ => 1 };
var clients = new Option<int>("--clients") { Description = "Clients at a time.", DefaultValueFactory = static _ => 48 };
var drivers = new Option<string[]>("--drivers") { Description = "io_uring, epoll or both.", DefaultValueFactory = static _ => ["io_uring", "epoll"], CustomParser = static result => result.Tokens[0].Value.Split(',') };
var watched = new Option<bool>("--watched") { Description = "With everything on that tells of what happens, and somebody who reads it." };
var output = new Option<string>("--output") { Description = "Where the report goes.", DefaultValueFactory = static _ => "bench/soak/results/latest.md" };
drivers.Validators.Add(static result =>
{
    if (result.Tokens.SelectMany(static token => token.Value.Split(',')).Any(static name => name is not ("io_uring" or "epoll"))) result.AddError("--drivers takes io_uring and epoll, with a comma between them");
});
var command = new RootCommand("Runs gyr under mixed and hostile traffic for a time and looks for anything that leaks, hangs, mixes up or breaks.") { minutes, seed, clients, drivers, watched, output };
command.SetAction(parsed => SoakAsync(
    parsed.GetRequiredValue(drivers),
    driver => new SoakPlan(
        driver, TimeSpan.FromMinutes(parsed.GetValue(minutes) / parsed.GetRequiredValue(drivers).Length), parsed.GetValue(seed), parsed.GetValue(clients), TimeSpan.FromSeconds(5), parsed.GetValue(watched)),
    parsed.GetRequiredValue(output)));
return await command.Parse(args).InvokeAsync();

async Task<int> SoakAsync(string[] names, Func<Driver, SoakPlan> plan, string path)
{
    var results = new List<SoakResult>();
    foreach (string name in names)
    {
        Driver driver = name == "epoll" ? Driver.Epoll : Driver.IoUring;
        if (driver == Driver.IoUring && KernelSupport.WhyNoIoUring is { } reason)
        {
            Console.Error.WriteLine(reason);
            continue;
        }

        results.Add(await new SoakRun(plan(driver)).RunAsync());
    }

    string report = SoakReport.Write($"bench/soak/run {string.Join(' ', args)}", results);
    Console.WriteLine(report);
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    await File.WriteAllTextAsync(path, report);
    return results.Count > 0 && results.All(static result => result.Objections.Count == 0) ? 0 : 1;
}
