using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Admin;
using Gyrfalcon.Admin.State;
using Gyrfalcon.Commands;
using Gyrfalcon.Engine.Native;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Upgrades;

/// <summary>
/// Starts the program again, from the file that lies there now, and hands over to it; whatever goes wrong until it says that it serves, this process goes on as before. One at a time, on the thread pool.
/// </summary>
internal sealed class Upgrader(ProgramStart program, ProxyServer server, Reloader reloader, StateStore? store, Systemd systemd, TimeSpan readyWithin, OperationalLog log) : IDisposable
{
    private const string LimitVariable = "GYR_UPGRADE_LIMIT";

    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestLimit = TimeSpan.FromHours(1);
    private static readonly TimeSpan AdminWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    private readonly TaskCompletionSource _handedOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private int _isUnderWay;
    private bool _stateIsTaken;

    /// <summary>Another process serves; this one is to end.</summary>
    internal Task HandedOver => _handedOver.Task;

    /// <summary>It has what operators have changed here.</summary>
    internal bool StateIsTaken => HandedOver.IsCompleted && _stateIsTaken;

    private TimeSpan ServingWithin => readyWithin < AdminWithin ? readyWithin : AdminWithin;

    /// <summary>How long another process may take until it is ready: 30 s, or what GYR_UPGRADE_LIMIT says. Null, with the reason in the log, if that makes no sense.</summary>
    internal static TimeSpan? ReadLimit(OperationalLog log)
    {
        string? given = Environment.GetEnvironmentVariable(LimitVariable);
        if (string.IsNullOrEmpty(given)) return ReadyWithin;
        if (DurationOption.TryParse(given, out TimeSpan limit) && limit > TimeSpan.Zero && limit <= LongestLimit) return limit;
        log.Error($"{LimitVariable} is `{given}`", "it must be a duration such as `30s`, at most `1h`");
        return null;
    }

    /// <summary>Upgrades, and tells the outcome to the log and to the audit as well.</summary>
    /// <param name="admin">What is handed over, too.</param>
    /// <param name="by">Who wants it.</param>
    internal async Task<UpgradeAnswer> UpgradeAsync(AdminDoor admin, string by)
    {
        if (Interlocked.Exchange(ref _isUnderWay, 1) == 1)
        {
            Tell(by, false, "refused, an upgrade is under way already");
            return new UpgradeAnswer(false, null, ["an upgrade is under way already"]);
        }

        UpgradeAnswer answer;
        try
        {
            // The other process reads the configuration that it finds; this one's sockets must not change meanwhile.
            using IDisposable hold = await reloader.HoldAsync();
            answer = await TryAsync(admin);
            if (answer.Upgraded) reloader.Close();
        }
        catch (Exception bug)
        {
            log.Bug(bug);
            answer = new UpgradeAnswer(false, null, ["this is a bug; the log says more"]);
        }

        Tell(by, answer.Upgraded, answer.Upgraded ? string.Create(CultureInfo.InvariantCulture, $"done, process {answer.Process} has taken over") : string.Create(CultureInfo.InvariantCulture, $"failed, {answer.Errors.Count} errors"));
        if (answer.Upgraded)
        {
            log.Info($"upgrade: process {answer.Process} has taken over");
            _handedOver.TrySetResult();
        }
        else
        {
            log.Error(answer.Errors.Select(static error => $"upgrade: {error}"), "upgrade: it failed, and this process goes on as before", "put right what the lines before this one say, then `gyr upgrade` again");
            Volatile.Write(ref _isUnderWay, 0);
        }

        return answer;
    }

    /// <summary>Gives up an upgrade under way, unless the new process is ready already; lets none follow.</summary>
    internal async Task AbandonAsync()
    {
        await _stop.CancelAsync();
        while (Interlocked.Exchange(ref _isUnderWay, 1) == 1 && !HandedOver.IsCompleted) await Task.Delay(LookInterval);
    }

    public void Dispose() => _stop.Dispose();

    private void Tell(string by, bool isDone, string outcome) => reloader.Audit.Add(new AuditEntry(DateTime.UtcNow, by, "upgrade to the program that lies there now", isDone, outcome));

    private async Task<UpgradeAnswer> TryAsync(AdminDoor admin)
    {
        log.Info($"upgrade: starting {program.File}");
        ChildProcess? child = null;
        string? error = "the process is stopping";
        _stateIsTaken = false;
        List<string> introduction = [UpgradeChannel.Version, UpgradeChannel.Tickets + Convert.ToBase64String(TicketKeys.Export())];
        introduction.Add(UpgradeChannel.State + Convert.ToBase64String(Encoding.UTF8.GetBytes(OperatorState.Write(OperatorState.Of(server.Snapshot, reloader)))));
        if (admin.Address is { } address) introduction.Add(UpgradeChannel.Admin + address);
        server.TryHandOver(sockets =>
        {
            var descriptors = new List<int>();
            if (store is not null)
            {
                descriptors.Add(store.LockDescriptor);
                introduction.Add(string.Create(CultureInfo.InvariantCulture, $"{UpgradeChannel.Lock}{store.LockDescriptor} {store.Directory}"));
            }

            foreach ((string name, int descriptor) in sockets)
            {
                descriptors.Add(descriptor);
                introduction.Add(string.Create(CultureInfo.InvariantCulture, $"{UpgradeChannel.Socket}{descriptor} {name}"));
            }

            child = ChildProcess.Start(program.File, program.Arguments, ProgramStart.EnvironmentForAnother(), UpgradeChannel.Variable, descriptors, out error);
            if (child is null) error = $"{program.File} cannot be started: {error}";
        });
        if (child is null) return new UpgradeAnswer(false, null, [error!]);
        using var channel = new UpgradeChannel(child.Channel);
        channel.Send([.. introduction, UpgradeChannel.End]);
        List<string> errors = [];
        List<string> remarks = [];
        if (await HearAsync(channel, UpgradeChannel.Ready, readyWithin, errors, remarks, _stop.Token) is var answer and not Heard.TheWord) return await FailAsync(child, answer, errors);
        systemd.NoteMain(child.Id);
        admin.LetGo();
        channel.Send([UpgradeChannel.AdminIsFree]);
        answer = await HearAsync(channel, UpgradeChannel.Serving, ServingWithin, errors, remarks, CancellationToken.None);
        if (answer == Heard.TheWord) return new UpgradeAnswer(true, child.Id, []) { Remarks = remarks };

        // It died between the two: our own sockets still accept.
        UpgradeAnswer failure = await FailAsync(child, answer, errors);
        systemd.NoteMain(Environment.ProcessId);
        await admin.OpenAsync(AdminWithin);
        return failure;
    }

    private async Task<Heard> HearAsync(UpgradeChannel channel, string word, TimeSpan limit, List<string> errors, List<string> remarks, CancellationToken stop)
    {
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(stop);
        inTime.CancelAfter(limit);
        try
        {
            while (await channel.ReceiveAsync(inTime.Token) is { } line)
            {
                if (line == word) return Heard.TheWord;
                if (line == UpgradeChannel.StateIsTaken) _stateIsTaken = true;
                if (line.StartsWith(UpgradeChannel.Remark, StringComparison.Ordinal)) remarks.Add(line[UpgradeChannel.Remark.Length..]);
                if (line.StartsWith(UpgradeChannel.Error, StringComparison.Ordinal)) errors.Add(line[UpgradeChannel.Error.Length..]);
            }

            return Heard.TheEnd;
        }
        catch (OperationCanceledException)
        {
            errors.Add(stop.IsCancellationRequested ? "the process is stopping" : $"the new process did not say `{word}` within {limit.TotalSeconds:0.###} s, and is ended");
            return Heard.Nothing;
        }
    }

    /// <summary>Clients that it has let in already are served by it: it may drain. One that hangs may not.</summary>
    private async Task<UpgradeAnswer> FailAsync(ChildProcess child, Heard heard, List<string> errors)
    {
        TimeSpan limit = heard == Heard.Nothing ? TimeSpan.Zero : server.Snapshot.Config.Drain + TimeSpan.FromSeconds(2);
        long start = Stopwatch.GetTimestamp();
        while (child.Ending is null && Stopwatch.GetElapsedTime(start) < limit) await Task.Delay(LookInterval);
        child.End();
        while (child.Ending is null) await Task.Delay(LookInterval);
        errors.Add($"the new process {child.Id} {child.Ending}");
        return new UpgradeAnswer(false, null, errors);
    }

    /// <summary>What came of listening to the new process.</summary>
    private enum Heard
    {
        TheWord,

        /// <summary>It has ended, or is about to.</summary>
        TheEnd,
        Nothing,
    }
}
