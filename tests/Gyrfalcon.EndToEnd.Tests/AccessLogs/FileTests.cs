using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.AccessLogs;

/// <summary>Logs in files: moved, full, gone, rotated.</summary>
public sealed partial class FileTests : IDisposable
{
    private const int HangUp = 1;
    private const int User1 = 10;
    private const int User2 = 12;

    private readonly TemporaryDirectory _directory = new();
    private readonly string _config;
    private readonly string _log;

    public FileTests()
    {
        _config = Path.Combine(_directory.Path, "gyr.yaml");
        _log = Path.Combine(_directory.Path, "logs", "access.log");
        Directory.CreateDirectory(Path.GetDirectoryName(_log)!);
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [EachDriver("json")]
    [EachDriver("combined")]
    public async Task Every_request_is_in_exactly_one_file_while_files_are_put_aside(Driver driver, string format)
    {
        await using GyrProcess gyr = await StartAsync(driver, $"{{ format: {format}, output: logs/access.log, rotate: {{ size: 128KiB, keep: 100 }} }}", workers: 2);
        int sent = await LoadAsync(gyr, clients: 8, static sent => sent < 1000);
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());

        AssertWhole(Files(), sent);
        Assert.InRange(Files().Length, 4, 101);
        Assert.All(Files(), static file => Assert.InRange(new FileInfo(file).Length, 1, 128 * 1024));
        Assert.DoesNotContain(" error ", gyr.Process.Errors.Text, StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task A_file_that_was_moved_is_opened_again_on_USR1(Driver driver)
    {
        await using GyrProcess gyr = await StartAsync(driver, "{ format: combined, output: logs/access.log }", workers: 2);
        bool isDone = false;
        Task<int> load = LoadAsync(gyr, clients: 4, _ => !Volatile.Read(ref isDone));
        for (int i = 1; i <= 5; i++)
        {
            await Deadline.Until(() => File.Exists(_log) && new FileInfo(_log).Length > 0, "there is something in the log");
            File.Move(_log, string.Create(CultureInfo.InvariantCulture, $"{_log}.{i}"));
            gyr.Process.Signal(User1);
            await Deadline.Until(() => File.Exists(_log), "there is a new file");
        }

        Volatile.Write(ref isDone, true);
        int sent = await load;
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
        Assert.Equal(6, Files().Length);
        AssertWhole(Files(), sent);
    }

    [Theory, EachDriver]
    public async Task USR1_does_nothing_to_a_log_on_standard_output(Driver driver)
    {
        await using GyrProcess gyr = await StartAsync(driver, "{ format: combined }");
        for (int i = 0; i < 3; i++)
        {
            await GetAsync(gyr, $"/{i}");
            gyr.Process.Signal(User1);
        }

        await gyr.Process.Output.WaitForAsync(static _ => true, "the lines", 3);
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
    }

    [Theory, EachDriver]
    public async Task USR1_does_nothing_where_there_is_no_log(Driver driver)
    {
        await using GyrProcess gyr = await StartAsync(driver, "{ format: off }");
        gyr.Process.Signal(User1);
        await GetAsync(gyr, "/a");
        gyr.Process.Signal(User1);
        await GetAsync(gyr, "/b");
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
        Assert.Equal("", gyr.Process.Output.Text);
    }

    [Theory, EachDriver]
    public async Task The_process_that_takes_over_writes_to_the_same_file_and_hears_USR1(Driver driver)
    {
        await using GyrProcess gyr = await StartAsync(driver, "{ format: combined, output: logs/access.log, rotate: { size: 128KiB, keep: 100 } }");
        bool isDone = false;
        Task<int> load = LoadAsync(gyr, clients: 4, sent => sent < 500 || !Volatile.Read(ref isDone));
        await Deadline.Until(() => File.Exists(_log + ".1"), "the first process has put a file aside");
        gyr.Process.Signal(User2);
        await Deadline.Until(() => gyr.Successors.Count == 1, "another has taken over");
        await Deadline.Until(() => gyr.Process.HasExited, "the old process has ended");
        Volatile.Write(ref isDone, true);
        int sent = await load;
        AssertWhole(await WhenWrittenAsync(sent), sent);

        int successor = gyr.Successors[0];
        File.Move(_log, _log + ".moved");
        ProgramProcess.Signal(successor, User1);
        await Deadline.Until(() => File.Exists(_log), "there is a new file");
        await GetAsync(gyr, "/after");
        await Deadline.Until(() => File.ReadAllText(_log).Contains("GET /after ", StringComparison.Ordinal), "it is written to");
        ProgramProcess.Signal(successor, 15);
        await gyr.Process.ExitAsync();
    }

    [Theory, EachDriver]
    public async Task A_full_disk_costs_lines_but_no_request(Driver driver)
    {
        await using GyrProcess gyr = await StartAsync(driver, "{ format: json, output: /dev/full, query: true }", admin: "{ listen: \"127.0.0.1:0\" }");
        await using (RawClient client = await gyr.ConnectAsync())
        {
            string filler = new('x', 2000);
            for (int i = 0; i < 1500; i++) Assert.Equal(200, (await client.GetAsync($"/{i}?{filler}")).Response.Status);
        }

        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("error the access log `/dev/full` cannot be written (No space left on device)", StringComparison.Ordinal), "the sentence");
        Assert.InRange(MetricsTests.Value(await MetricsTests.ScrapeAsync(gyr), "gyr_access_log_dropped_total"), 500, 1500);
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
        Assert.Single(gyr.Process.Errors.Lines, static line => line.Contains("/dev/full", StringComparison.Ordinal));
    }

    [Theory, EachDriver]
    public async Task A_directory_that_comes_back_is_written_to_again(Driver driver)
    {
        await using GyrProcess gyr = await StartAsync(driver, "{ format: combined, output: logs/access.log }");
        await GetAsync(gyr, "/before");
        await Deadline.Until(() => new FileInfo(_log).Length > 0, "the first line");
        Directory.Delete(Path.GetDirectoryName(_log)!, recursive: true);
        Task told = gyr.Process.Errors.WaitForAsync(static line => line.Contains("cannot be written (No such file or directory)", StringComparison.Ordinal), "it is told");
        while (await Task.WhenAny(told, Task.Delay(100)) != told) await GetAsync(gyr, "/while");
        await told;
        await GetAsync(gyr, "/kept");
        Directory.CreateDirectory(Path.GetDirectoryName(_log)!);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("is written again; 0 lines were dropped", StringComparison.Ordinal), "the recovery");
        await GetAsync(gyr, "/after");
        await Deadline.Until(() => File.ReadAllText(_log).Contains("GET /after ", StringComparison.Ordinal), "it is written to");
        Assert.Contains("GET /kept ", await File.ReadAllTextAsync(_log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory, EachDriver]
    public async Task A_reload_changes_the_log_and_loses_no_line(Driver driver)
    {
        await using GyrProcess gyr = await StartAsync(driver, "{ format: combined, output: logs/access.log }", workers: 2);
        bool isDone = false;
        Task<int> load = LoadAsync(gyr, clients: 4, sent => sent < 500 || !Volatile.Read(ref isDone));
        string[] logs = ["{ format: haproxy, output: logs/access.log }", "{ format: combined, output: logs/access.log.1, only: { errors: all, sample: 100% } }", "{ format: json, output: logs/access.log.2 }", "{ format: combined, output: logs/access.log }"];
        for (int i = 0; i < logs.Length; i++)
        {
            await ReloadAsync(gyr, logs[i], "info setting access-log changed: in force from the next line on", i + 1);
        }

        Volatile.Write(ref isDone, true);
        int sent = await load;
        await ReloadAsync(gyr, "{ format: off }", "info setting access-log changed", logs.Length + 1);
        await GetAsync(gyr, "/0/1001");
        await ReloadAsync(gyr, "{ format: json }", "info setting access-log changed", logs.Length + 2);
        await GetAsync(gyr, "/last");
        await gyr.AccessLogAsync(static line => line.Path == "/last");
        gyr.Terminate();
        Assert.Equal(0, await gyr.Process.ExitAsync());
        AssertWhole(Files(), sent);
        Assert.Single(gyr.Process.Output.Lines);
    }

    [Theory, EachDriver]
    public async Task A_reload_to_a_log_that_cannot_be_opened_is_refused(Driver driver)
    {
        await using GyrProcess gyr = await StartAsync(driver, "{ format: combined, output: logs/access.log }");
        await ReloadAsync(gyr, "{ format: combined, output: nowhere/access.log }", "nowhere/access.log` cannot be opened: No such file or directory", 1);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("the configuration is refused, and nothing has changed; ", StringComparison.Ordinal), "the refusal");
        await GetAsync(gyr, "/a");
        await Deadline.Until(() => File.ReadAllText(_log).Contains("GET /a ", StringComparison.Ordinal), "the log goes on");
    }

    [Fact]
    public async Task A_log_that_cannot_be_opened_at_the_start_is_an_error()
    {
        await File.WriteAllTextAsync(_config, Config("{ output: nowhere/access.log }", "off", 1), TestContext.Current.CancellationToken);
        (int code, _, string errors) = await GyrProcess.RunToEndAsync("run", "--config", _config);
        Assert.Equal(1, code);
        Assert.Contains("nowhere/access.log` cannot be opened: No such file or directory", errors, StringComparison.Ordinal);
    }

    private static string Config(string log, string admin, int workers)
        => $"access-log: {log}\n" + GyrYaml.Render(new ProxyPlan { Workers = workers, Admin = admin, Drain = TimeSpan.FromSeconds(4), Routes = [new RoutePlan { RespondStatus = 200, RespondBody = "ok" }] });

    /// <summary>Clients that ask for /CLIENT/REQUEST while they are to go on, by another connection where one ends; how many requests that were.</summary>
    private static async Task<int> LoadAsync(GyrProcess gyr, int clients, Func<int, bool> goesOn) => (await Task.WhenAll(Enumerable.Range(0, clients).Select(number => Task.Run(async () =>
    {
        RawClient client = await gyr.ConnectAsync();
        int sent = 0;
        for (; goesOn(sent); sent++)
        {
            (WireResponse response, _) = await client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/{number}/{sent}"), "User-Agent: a browser with a name of some length\r\n");
            Assert.Equal(200, response.Status);
            if (!response.Fields.HasMember("Connection", "close")) continue;
            await client.DisposeAsync();
            client = await gyr.ConnectAsync();
        }

        await client.DisposeAsync();
        return sent;
    })))).Sum();

    private static void AssertWhole(IEnumerable<string> files, int requests)
    {
        var seen = new Dictionary<string, int>();
        foreach (string line in files.SelectMany(File.ReadLines))
        {
            Match match = Line().Match(line);
            Assert.True(match.Success, line);
            string path = match.Groups["path"].Value;
            seen[path] = seen.GetValueOrDefault(path) + 1;
        }

        Assert.DoesNotContain(seen, static one => one.Value != 1);
        Assert.Equal(requests, seen.Count);
    }

    private static async Task GetAsync(GyrProcess gyr, string path)
    {
        await using RawClient client = await gyr.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync(path)).Response.Status);
    }

    private string[] Files() => Directory.GetFiles(Path.GetDirectoryName(_log)!);

    /// <summary>The files, once they have so many lines.</summary>
    private async Task<string[]> WhenWrittenAsync(int lines)
    {
        await Deadline.Until(() => Files().Sum(static file => File.ReadLines(file).Count()) >= lines, "the lines are written");
        return Files();
    }

    private async Task ReloadAsync(GyrProcess gyr, string log, string told, int times)
    {
        await File.WriteAllTextAsync(_config, Config(log, "off", 2));
        gyr.Process.Signal(HangUp);
        await gyr.Process.Errors.WaitForAsync(line => line.Contains(told, StringComparison.Ordinal), told, times);
    }

    private async Task<GyrProcess> StartAsync(Driver driver, string log, int workers = 1, string admin = "off")
    {
        Proxies.OnlyGyr(driver);
        await File.WriteAllTextAsync(_config, Config(log, admin, workers));
        return await GyrProcess.StartAsync(["run", "--config", _config], driver);
    }

    /// <summary>A whole line, in whatever form.</summary>
    [GeneratedRegex("""^(\{"time":.*"path":"(?<path>/\d+/\d+)","protocol":.*\}|127\.0\.0\.1 - - \[.*\] "GET (?<path>/\d+/\d+) HTTP/1.1" 200 2 "-" "a browser with a name of some length"|127\.0\.0\.1:.*"GET (?<path>/\d+/\d+) HTTP/1.1")$""")]
    private static partial Regex Line();
}
