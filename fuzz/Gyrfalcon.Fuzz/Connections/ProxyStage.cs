using System;
using System.IO;
using System.Linq;
using System.Text;

using Gyrfalcon.Engine.Driver;
using Gyrfalcon.Fuzz.Targets;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Snapshots;
using Gyrfalcon.Proxy.Telemetry;
using Gyrfalcon.Proxy.Upstream;

namespace Gyrfalcon.Fuzz.Connections;

/// <summary>The whole proxy, with one worker on a <see cref="PlayDriver"/>, on which one play after another is given.</summary>
internal sealed class ProxyStage : IDisposable
{
    private const string Configuration = """
        workers: 1
        access-log: { format: off }
        listeners:
          web: { address: "127.0.0.1:0", trusted-proxies: [ 10.0.0.4 ], limits: { body: 1MiB, header-fields: 40 } }
        routes:
          - match: { path: /fixed }
            respond: { status: 200, body: fixed }
          - match: { path: "/total/*" }
            timeouts: { total: 3s }
            cluster: one
          - match: { host: tunnel.example }
            allow: [ CONNECT, TRACE ]
            timeouts: { tunnel-idle: 5m }
            cluster: one
          - match: { path: "/two/*" }
            retry: { attempts: 3, on: [ connect-failure, reset, 503 ] }
            cluster: two
          - match: { path: "/*" }
            timeouts: { tunnel-idle: 5m }
            cluster: one
        clusters:
          one: { endpoints: [ "http://10.0.1.2:80" ], connections: { max-idle: 2 } }
          two: { endpoints: [ "http://10.0.1.3:80", "http://10.0.1.4:80" ] }
        """;

    private readonly StringWriter _log = new();
    private readonly ProxyServer _server;
    private readonly PlayDriver _driver;

    internal ProxyStage()
    {
        ConfigResult config = ConfigText.Parse(Configuration, "fuzz.yaml");
        if (!config.Ok)
            throw new InvalidOperationException(string.Join('\n', config.Diagnostics.Select(mistake => mistake.ToString())));
        Snapshot snapshot = SnapshotCompiler.Compile(config.Config, 1, out string? error) ?? throw new InvalidOperationException(error);
        DriverChoice driver = DriverChoice.Stepped("simulated", static worker => new PlayDriver(worker));
        _server = ProxyServer.Start(snapshot, 1, driver, null, new OperationalLog(_log)) ?? throw new InvalidOperationException(_log.ToString());
        _driver = (PlayDriver)_server.Workers[0].Worker.Driver;
    }

    /// <summary>Gives a play to its end, checks that nothing of it is left in the proxy, and returns it to be judged.</summary>
    internal Play Give(byte[] input)
    {
        var play = new Play(input, _driver);
        _driver.Begin(play);
        while (!play.IsOver)
            _server.Workers[0].Worker.Turn();
        _driver.End();
        string left = Remains(play);
        InvariantException.Equal("nothing is left when everything has timed out", "", left);
        return play;
    }

    public void Dispose() => _server.End();

    /// <summary>What should not be there any more, and bugs that were reported.</summary>
    private string Remains(Play play)
    {
        var remains = new StringBuilder();
        if (play.HasLastedTooLong)
            remains.AppendLine("it never comes to rest");
        Report("clients", _server.Workers[0].Clients);
        Report("connections counted by the listener", _server.Snapshot.Listeners[0].Connections);
        Report("buffers", _server.Workers[0].Worker.Buffers.Outstanding);
        Report("descriptors", _driver.OpenTransports);
        foreach (Cluster cluster in _server.Snapshot.Clusters)
        {
            Report($"requests that wait in {cluster.Name}", (int)cluster.Load.Waiting);
            Report($"retries under way in {cluster.Name}", (int)cluster.Load.Retrying);
        }

        foreach (Endpoint endpoint in _server.Snapshot.Clusters.SelectMany(cluster => cluster.Endpoints))
        {
            Report($"idle connections to {endpoint}", endpoint.Pools[0].Count);
            if (endpoint.State.IsDown)
                remains.AppendLine("an endpoint that is never tried again");
        }

        if (play.Escaped is { } bug)
            remains.Append(bug).AppendLine();
        if (_log.ToString().Contains(" error ", StringComparison.Ordinal))
            remains.Append(_log);
        _log.GetStringBuilder().Clear();
        return remains.ToString();

        void Report(string what, int count)
        {
            if (count != 0)
                remains.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{count} {what}");
        }
    }
}
