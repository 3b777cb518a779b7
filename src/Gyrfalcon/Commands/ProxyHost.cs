using System;
using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Admin;
using Gyrfalcon.Admin.Otlp;
using Gyrfalcon.Admin.State;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;
using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Engine.Native;
using Gyrfalcon.Upgrades;

namespace Gyrfalcon.Commands;

/// <summary>Starts a proxy from a configuration, and stops it when a signal says so.</summary>
internal static class ProxyHost
{
    /// <summary>Runs until TERM or INT, or until another process has taken over; the process's exit code.</summary>
    /// <param name="read">Reads the configuration.</param>
    /// <param name="started">Told when clients can come, and where the dashboard is, if there is one.</param>
    /// <param name="triggers">What makes it be read again; null if that makes no sense.</param>
    /// <param name="file">The path of the configuration, or what stands for it: relative paths in one that is sent count from its directory.</param>
    /// <param name="isUpgradable">The same command would do the same in another process, which may therefore take over.</param>
    internal static async Task<int> RunAsync(Func<ConfigResult> read, Action<ProxyServer, string?>? started = null, ReloadTriggers? triggers = null, bool isUpgradable = false, string file = "gyr.yaml")
    {
        ConfigResult parse(string text) => ConfigText.Parse(text, file);
        var program = ProgramStart.Read();
        await using QueuedLines lines = OperationalLog.ToStandardError();
        var log = new OperationalLog(lines);
        using var moved = new LogMoved();
        using Inheritance? inheritance = await Inheritance.ReceiveAsync(log);
        if (inheritance is null) return ExitCode.Failed;
        log.OnError = inheritance.Predecessor is { } before ? before.Explain : null;
        ConfigResult result = read();
        ValidateCommand.Report(result, lines);
        if (!result.Ok)
        {
            foreach (Diagnostic mistake in result.Diagnostics.Where(static each => each.Severity == DiagnosticSeverity.Error)) inheritance.Predecessor?.Explain(mistake.ToString());
            return ExitCode.Failed;
        }

        using FormerState? former = FormerState.Find(result.Config.State, inheritance.Predecessor, log);
        if (former is null) return ExitCode.Failed;
        ConfigResult standing = former.StandIn(result, parse);
        ProxyConfig config = standing.Config!;
        int workers = config.Workers ?? Environment.ProcessorCount;
        if (ChooseDriver(config.Driver, log) is not { } driver || Upgrader.ReadLimit(log) is not { } upgradeLimit) return ExitCode.Failed;
        if (SnapshotCompiler.Compile(config, workers, out string? error) is not { } snapshot)
        {
            log.Error(error!, "put this right and start again; `gyr validate` looks at a file without starting");
            return ExitCode.Failed;
        }

        foreach (Cluster cluster in snapshot.Clusters.Where(static cluster => cluster.Sticky is { ForgetsAtRestart: true }))
            log.Info($"cluster {cluster.Name}: sticky sessions have a random key, so they move when the process is started again, and between instances; set key-file to keep them");
        TakeDescriptors(snapshot, log);
        using var signals = new Signals(hearsUpgrade: isUpgradable);
        await using var search = new EndpointSearch(log);
        former.Restore(snapshot);
        await search.BeginAsync(null, snapshot);
        var accessLog = new AccessLogWriter(log);
        if (!AccessLogCompiler.TryOpen(config.AccessLog, accessLog, out AccessLogChange? accessLines, out error))
        {
            log.Error(error!, "see the path (`access-log.output`) and its permissions");
            return ExitCode.Failed;
        }

        accessLog.Begin(accessLines!.Output);
        moved.Begin(accessLog);
        ProxyServer? server = ProxyServer.Start(snapshot, workers, driver, accessLog, log, inheritance.Sockets);
        if (server is null) return ExitCode.Failed;
        inheritance.CloseUnused(log);
        await using var stapling = new OcspStapling(server, log);
        using var systemd = new Systemd();
        using var reloader = new Reloader(read, parse, result, standing, server, search, log, former.GivenUp) { OnChanging = systemd.NoteReloading };
        using Upgrader? upgrader = isUpgradable ? new Upgrader(program, server, reloader, former.Store, systemd, upgradeLimit, log) : null;

        await using var telemetry = new OtlpPush(server, triggers is null ? null : reloader, log);

        // Operators may watch the drain, unless another process has the address then.
        await using var admin = new AdminDoor(config.Admin, new AdminContext(server, reloader, CanReload: triggers is not null, null, log) { Exports = telemetry.Counts, State = former.Store }, upgrader);
        telemetry.AdminCertificate = () => admin.Certificate;
        bool isWell;
        using (await reloader.HoldAsync())
        {
            // A change that is asked for already waits, or what is given up could be gone before it is set aside.
            isWell = inheritance.Predecessor is { } predecessor ? await predecessor.TakeOverAsync(admin, config.Admin) : await admin.OpenAsync(TimeSpan.Zero);
            if (isWell) former.BeginKeeping(server, reloader);
        }

        if (isWell)
        {
            log.OnError = null;
            inheritance.Dispose();
            triggers?.Begin(reloader, server, log);
            if (upgrader is not null) signals.WhenUpgradeIsAsked(() => _ = upgrader.UpgradeAsync(admin, "USR2"));
            systemd.NoteReady($"{snapshot.Listeners.Count} listeners, {workers} workers, driver {driver.Name}");
            started?.Invoke(server, admin.Page);
            await Task.WhenAny(signals.First, upgrader?.HandedOver ?? signals.First);
            if (upgrader is not null) await upgrader.AbandonAsync();
            TellOfLoss();
            if (triggers is not null) await triggers.DisposeAsync();
        }

        TimeSpan drain = server.Snapshot.Config.Drain;
        Task? patience = null;
        if (upgrader is { HandedOver.IsCompleted: true }) patience = Task.WhenAny(signals.First, Task.Delay(drain / 2));
        else systemd.NoteStopping();
        await server.StopAsync(drain, signals.Second, patience);
        await admin.DisposeAsync();

        // What was changed during the drain.
        if (isWell) TellOfLoss();
        await telemetry.DisposeAsync();
        await search.DisposeAsync();
        foreach (Cluster cluster in server.Snapshot.Clusters) cluster.Retire();
        return isWell ? ExitCode.Ok : ExitCode.Failed;

        void TellOfLoss()
        {
            if (upgrader is not { StateIsTaken: false }) return;
            if (!upgrader.HandedOver.IsCompleted) former.KeepAtLast(server, reloader);
            former.TellOfLoss(Drift.Of(server.Snapshot, reloader, hasFile: triggers is not null), reloader.File.Config?.State);
        }
    }

    private static DriverChoice? ChooseDriver(DriverSetting configured, OperationalLog log)
    {
        string? forced = Environment.GetEnvironmentVariable("GYR_DRIVER");
        if (!string.IsNullOrEmpty(forced))
        {
            if (forced is not ("epoll" or "io_uring"))
            {
                log.Error($"GYR_DRIVER is `{forced}`", "it must be `io_uring` or `epoll`");
                return null;
            }

            configured = forced == "epoll" ? DriverSetting.Epoll : DriverSetting.IoUring;
        }

        if (configured == DriverSetting.Epoll) return DriverChoice.Epoll();
        DriverChoice driver = DriverChoice.Best();
        if (configured == DriverSetting.IoUring && driver.Remark is { } reason) log.Warn($"io_uring was asked for, but {reason}; epoll is used instead", "put that right, or ask for epoll (`driver: epoll`, or GYR_DRIVER where that is set)");
        return driver;
    }

    /// <summary>Takes all the descriptors that it may have, and says so if they are too few for what the listeners allow.</summary>
    private static void TakeDescriptors(Snapshot snapshot, OperationalLog log)
    {
        long descriptors = DescriptorLimit.Raise();
        long connections = snapshot.Listeners.Sum(static listener => (long)listener.MaxConnections);
        if (descriptors / 2 >= connections) return;
        string sentence = $"limits.connections allows {connections} connections, but the process may hold {descriptors} file descriptors, and a connection needs one or two; "
            + "beyond that, accepting pauses";
        const string remedy = "raise the limit (LimitNOFILE= of systemd, ulimit -n) or lower limits.connections";

        // Nobody who left the limit at its default has been promised that many.
        int unasked = new ListenerLimitsConfig().Connections;
        if (snapshot.Listeners.All(listener => listener.MaxConnections == unasked)) log.Info($"{sentence}; {remedy}");
        else log.Warn(sentence, remedy);
    }
}
