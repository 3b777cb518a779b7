using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Certificates;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Downstream;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Commands;

/// <summary>What makes a running proxy read its configuration again: HUP, and changes of files. Certificates, of listeners and towards endpoints, are always watched, the configuration itself if that is asked for.</summary>
internal sealed class ReloadTriggers : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarningInterval = TimeSpan.FromDays(1);

    private readonly string? _configuration;
    private readonly DateTime _beganAt = DateTime.UtcNow;
    private readonly FileWatch _watch;
    private readonly PosixSignalRegistration _hangUp;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0);
    private Task _loop = Task.CompletedTask;
    private int _hangUps;

    /// <summary>Begins to notice; what it notices before <see cref="Begin"/> is not lost.</summary>
    /// <param name="configuration">The file to watch; null to wait for HUP.</param>
    internal ReloadTriggers(string? configuration)
    {
        _configuration = configuration;
        _watch = new FileWatch(() => configuration is null ? [] : [configuration]);
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            Interlocked.Increment(ref _hangUps);
            _wake.Release();
        });
    }

    /// <summary>Acts upon what it notices.</summary>
    internal void Begin(Reloader reloader, ProxyServer server, OperationalLog log) => _loop = Task.Run(() => RunAsync(reloader, server, log));

    /// <summary>Ends. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        _hangUp.Dispose();
        await _stop.CancelAsync();
        await _loop;
        _loop = Task.CompletedTask;
    }

    private async Task RunAsync(Reloader reloader, ProxyServer server, OperationalLog log)
    {
        var certificates = new FileWatch(() => CertificateFilesOf(server));
        DateTimeOffset warned = DateTimeOffset.MinValue;
        bool isStale = certificates.IsNewerThan(_beganAt);
        try
        {
            while (true)
            {
                if (DateTimeOffset.UtcNow - warned > WarningInterval)
                {
                    warned = DateTimeOffset.UtcNow;
                    WarnOfExpiry(server, warned, log);
                }

                await _wake.WaitAsync(LookInterval, _stop.Token);
                bool changed = _watch.HasChanged();
                bool isAsked = Interlocked.Exchange(ref _hangUps, 0) > 0;
                if (isAsked || changed)
                {
                    log.Info($"{(isAsked ? "HUP" : $"{_configuration} has changed")}: the configuration is read again");
                    DateTime askedAt = DateTime.UtcNow;
                    await reloader.ReloadAsync(isAsked ? "HUP" : "file");
                    warned = DateTimeOffset.MinValue;
                    certificates = new FileWatch(() => CertificateFilesOf(server));
                    isStale = certificates.IsNewerThan(askedAt);
                }
                else if (certificates.HasChanged() || isStale)
                {
                    isStale = false;
                    log.Info("files of certificates have changed: they are read again");
                    await reloader.RefreshAsync();
                    warned = DateTimeOffset.MinValue;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private static void WarnOfExpiry(ProxyServer server, DateTimeOffset now, OperationalLog log)
    {
        foreach (Listener listener in server.Snapshot.Listeners)
        {
            foreach (string sentence in ExpiryWarnings.Of(listener.Name, listener.Tls?.Rules.Certificates ?? [], now)) log.Warn(sentence, ExpiryWarnings.Remedy);
        }
    }

    private static IEnumerable<string> CertificateFilesOf(ProxyServer server)
        => server.Snapshot.Config.Listeners.SelectMany(static listener => listener.Tls?.Certificates ?? []).SelectMany(static each => each.FileNames)
            .Concat(server.Snapshot.Config.Listeners.Select(static listener => listener.Tls?.ClientCertificates).OfType<ClientCertificatesConfig>().SelectMany(static each => new[] { each.Authorities, each.RevocationList }).OfType<string>())
            .Concat(server.Snapshot.Config.Clusters.SelectMany(static cluster => cluster.Tls.Files));
}
