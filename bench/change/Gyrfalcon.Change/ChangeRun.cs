using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Testing;

namespace Gyrfalcon.Change;

/// <summary>One driver's run: phases without changes and phases in which the configuration changes every moment take turns, under one and the same load.</summary>
internal sealed class ChangeRun(Driver driver, TimeSpan changing, TimeSpan every, TimeSpan upgradeEvery, int clients, string originProgram)
{
    /// <summary>Phases of each kind.</summary>
    private const int Rounds = 4;

    private const int LongLivedOfEachKind = 6;
    private const int Term = 15;

    private static readonly string[] CertificateNames = ["one", "two"];

    private readonly Phase _calm = new("no changes");
    private readonly Phase _changing = new("changes");
    private readonly Phase _upgrading = new("upgrades");
    private readonly List<double> _changeTimes = [];
    private readonly List<string> _objections = [];
    private readonly int _plain = HeldPort.Free();
    private readonly int _secure = HeldPort.Free();
    private readonly string _admin = $"127.0.0.1:{HeldPort.Free()}";
    private volatile Phase? _now;
    private int _turn;
    private int _applied;
    private int _refused;
    private int _upgrades;

    internal async Task<ChangeResult> RunAsync()
    {
        using var end = new CancellationTokenSource();
        using var directory = new TemporaryDirectory();
        using var authority = new TestAuthority();
        string[] fastPorts = [.. Enumerable.Range(0, 3).Select(static _ => HeldPort.Free().ToString(CultureInfo.InvariantCulture))];
        await using ProgramProcess fast = ProgramProcess.Start(originProgram, fastPorts);
        await using TestOrigin slow = TestOrigin.Start("slow-0");
        await using TestOrigin other = TestOrigin.Start("slow-1");
        foreach (TestOrigin origin in new[] { slow, other }) LongLived.Serve(origin, end.Token);
        var configurations = new Configurations(
            [.. fastPorts.Select(static port => $"http://127.0.0.1:{port}")],
            [slow.Url, other.Url],
            [.. CertificateNames.Select(name => $"{{ {authority.WriteIssued(directory.Path, name, ["a.example"])} }}")]);

        string file = Path.Combine(directory.Path, "gyr.yaml");
        await File.WriteAllTextAsync(file, configurations.Of(0, _plain, _secure, _admin).Yaml);
        await using GyrProcess gyr = await GyrProcess.StartAsync(["run", "--config", file], driver);
        await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening", StringComparison.Ordinal), "the admin address");

        var address = new IPEndPoint(IPAddress.Loopback, _plain);
        var lasting = new LongLived(address, new IPEndPoint(IPAddress.Loopback, _secure), end.Token);
        Task<string?>[] longLived =
        [
            .. Enumerable.Range(0, LongLivedOfEachKind).Select(number => Task.Run(() => lasting.SocketAsync(number))),
            .. Enumerable.Range(0, LongLivedOfEachKind).Select(number => Task.Run(() => lasting.DownloadAsync(number))),
            .. Enumerable.Range(0, LongLivedOfEachKind).Select(number => Task.Run(() => lasting.UploadAsync(number))),
        ];
        _now = _calm;
        Task[] load = [.. Enumerable.Range(0, clients).Select(_ => Task.Run(() => new Load(address, () => _now!, end.Token).RunAsync()))];

        // The first seconds are those of compilers and caches; they count for nobody.
        _now = new Phase("warm-up");
        await Task.Delay(TimeSpan.FromSeconds(3));
        long memoryBefore = ResidentKiB(gyr.Process.Id);
        for (int round = 0; round < Rounds; round++)
        {
            _now = _calm;
            await Task.Delay(changing / Rounds);
            _calm.Lasted(changing / Rounds);
            _now = _changing;
            _changing.Lasted(await ChangeAsync(file, configurations, changing / Rounds));
        }

        long memoryAfter = ResidentKiB(gyr.Process.Id);
        if (upgradeEvery > TimeSpan.Zero)
        {
            _now = _upgrading;
            _upgrading.Lasted(await UpgradeAsync());
        }

        await end.CancelAsync();
        await Task.WhenAll(load).Within("the load to end");
        foreach (string? wrong in await Task.WhenAll(longLived.Select(SaidByAsync)))
        {
            if (wrong is not null) _objections.Add(wrong);
        }

        foreach (Phase phase in new[] { _calm, _changing, _upgrading })
        {
            if (phase.Failed > 0) _objections.Add($"{phase.Failed} requests failed in phases with {phase.Name}, among them: {string.Join("; ", phase.Failures.Distinct().Take(5))}");
        }

        _objections.AddRange(gyr.Process.Errors.Lines.Where(static line => line.Contains(" error internal", StringComparison.Ordinal)));
        if (_upgrades == 0) gyr.Terminate();
        else ProgramProcess.Signal(gyr.Successors[^1], Term);
        if (await gyr.Process.ExitAsync() is not 0 and var code) _objections.Add($"the exit code is {code}");
        return new ChangeResult(driver, _upgrades == 0 ? [_calm, _changing] : [_calm, _changing, _upgrading], _upgrades, _applied, _refused, _changeTimes, lasting.Echoes, longLived.Length, memoryBefore, memoryAfter, _objections);
    }

    /// <summary>Another configuration every moment, for as long as that; how long it really was.</summary>
    private async Task<TimeSpan> ChangeAsync(string file, Configurations configurations, TimeSpan time)
    {
        using var http = new HttpClient();
        long began = Stopwatch.GetTimestamp();
        for (TimeSpan due = TimeSpan.Zero; due < time; due += every)
        {
            if (due - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } pause) await Task.Delay(pause);
            (string yaml, bool isSound) = configurations.Of(++_turn, _plain, _secure, _admin);
            await File.WriteAllTextAsync(file, yaml);
            long start = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await http.PostAsync($"http://{_admin}/reload", null);
            _changeTimes.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (answer.IsSuccessStatusCode) _applied++;
            else _refused++;
            if (answer.IsSuccessStatusCode != isSound) _objections.Add($"configuration {_turn} was {(isSound ? "refused" : "applied")}: {await answer.Content.ReadAsStringAsync()}");
        }

        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Another process takes over every so often, for as long as there are changes; how long it really was.</summary>
    private async Task<TimeSpan> UpgradeAsync()
    {
        using var http = new HttpClient();
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < changing)
        {
            await Task.Delay(upgradeEvery);

            // The address is handed over, too; a connection that is kept leads to the process before.
            using var question = new HttpRequestMessage(HttpMethod.Post, $"http://{_admin}/upgrade") { Headers = { ConnectionClose = true } };
            using HttpResponseMessage answer = await http.SendAsync(question);
            if (answer.IsSuccessStatusCode) _upgrades++;
            else _objections.Add($"an upgrade failed: {await answer.Content.ReadAsStringAsync()}");
        }

        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task<string?> SaidByAsync(Task<string?> exchange)
    {
        try
        {
            return await exchange.Within("what lasted to end");
        }
        catch (Exception broken) when (broken is IOException or WireViolationException or TimeoutException or System.Net.Sockets.SocketException)
        {
            return broken.Message;
        }
    }

    private static long ResidentKiB(int pid)
        => long.Parse(File.ReadAllLines($"/proc/{pid}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
