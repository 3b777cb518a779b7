using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Gyrfalcon.Load.Contestants;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Measuring;

/// <summary>The origin and every proxy that runs. Proxies stay up, idle, while others are measured.</summary>
internal sealed class Lineup : IDisposable
{
    private const int Endpoints = 4;

    private readonly Options _options;
    private readonly string _directory;
    private readonly CancellationToken _cancellation;
    private readonly FreePorts _ports = new();
    private readonly List<int> _origins;
    private readonly Certificate _certificate;
    private readonly BackgroundProcess _origin;
    private readonly Dictionary<(string Contestant, string Variant), RunningProxy> _proxies = [];

    public Lineup(Options options, Toolchain toolchain, CancellationToken cancellation)
    {
        _options = options;
        _cancellation = cancellation;
        _directory = Path.Combine(toolchain.Directory, "run");
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
        Directory.CreateDirectory(_directory);
        Ledger = new ProcessLedger(Path.Combine(_directory, "pids"));
        _certificate = Certificate.Make(_directory, cancellation);
        _origins = [.. Enumerable.Range(0, Endpoints).Select(_ => _ports.Take())];
        var command = new Command(toolchain.Native("origin"), [.. _origins.Select(port => port.ToString(CultureInfo.InvariantCulture))]);
        _origin = Start("origin", command.OnCore(options.LoadCore));
    }

    /// <summary>Where whoever starts a process during the run notes it.</summary>
    public ProcessLedger Ledger { get; }

    /// <summary>The process that serves the workload for the contestant, started if need be.</summary>
    public RunningProxy Get(Contestant contestant, Workload workload)
    {
        var key = (contestant.Name, contestant.VariantFor(workload));
        if (!_proxies.TryGetValue(key, out var proxy))
            _proxies[key] = proxy = StartNew(contestant, workload);
        if (_origin.HasExited)
            throw _origin.Died();
        proxy.DemandAlive();
        return proxy;
    }

    /// <summary>Another process of the contestant, with no past; the caller disposes it.</summary>
    public RunningProxy StartNew(Contestant contestant, Workload workload)
    {
        var name = $"{contestant.Name.Replace('/', '-')}-{_ports.Take()}";
        var site = new Site(_ports.Take(), _origins, Path.Combine(_directory, name), _options.IdleConnections + 1000, _certificate);
        var launch = contestant.LaunchAt(site, workload);
        Directory.CreateDirectory(site.Directory);
        foreach (var (file, text) in launch.Files)
            File.WriteAllText(Path.Combine(site.Directory, file), text);
        var proxy = new RunningProxy(contestant, launch, site, Start(name, launch.Command.OnCore(_options.ProxyCore)));
        try
        {
            proxy.AwaitReady(workload, _cancellation);
            return proxy;
        }
        catch
        {
            proxy.Dispose();
            throw;
        }
    }

    /// <summary>How each of the running proxies was started, in the order of the contestants.</summary>
    public IReadOnlyList<Launched> Launched(IReadOnlyList<Contestant> contestants) =>
        [.. _proxies.OrderBy(entry => contestants.ToList().IndexOf(entry.Value.Contestant)).Select(entry => Contestants.Launched.From(entry.Value.Contestant, entry.Key.Variant, entry.Value.Launch))];

    public BackgroundProcess Start(string name, Command command) => new(name, command, Path.Combine(_directory, name + ".log"), Ledger);

    public void Dispose()
    {
        foreach (var proxy in _proxies.Values)
            proxy.Dispose();
        _origin.Dispose();
    }
}
