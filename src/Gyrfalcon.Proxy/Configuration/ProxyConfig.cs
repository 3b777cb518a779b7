using System;
using System.Collections.Generic;
using Gyrfalcon.Proxy.Configuration.Schema;

namespace Gyrfalcon.Proxy.Configuration;

/// <summary>The whole configuration: parsed, checked and inert.</summary>
public sealed record ProxyConfig
{
    /// <summary>How many workers, each a thread with its own loop. <c>auto</c> is one per CPU that the process may use, cgroup limits included. (A whole number, 1 to 1024, or <c>auto</c>; default <c>auto</c>.) Null is <c>auto</c>.</summary>
    public int? Workers { get; init; } = ProxySection.Workers.Default;

    /// <summary>How workers reach the kernel. <c>auto</c> is io_uring where the kernel allows it, otherwise epoll. The environment variable <c>GYR_DRIVER</c> overrides it. (<c>auto</c>, <c>io_uring</c> or <c>epoll</c>; default <c>auto</c>.)</summary>
    public DriverSetting Driver { get; init; } = ProxySection.Driver.Default;

    /// <summary>The most memory for what is on its way through the process: buffers and header blocks, shared out evenly among the workers. A worker that holds more answers new requests 503 and accepts no connections until it holds less. <c>auto</c> is half of the memory that the process may use, cgroup limits included. (A size in bytes, <c>1MiB</c> to <c>1024TiB</c>, or <c>auto</c>; default <c>auto</c>.) Null is <c>auto</c>.</summary>
    public long? Memory { get; init; } = ProxySection.Memory.Default;

    /// <summary>Where operators and their tools look at the process and change it: metrics, the API, <c>gyr status</c>, <c>gyr drain</c>, <c>gyr reload</c> and their like. On by default, for this machine only; <c>off</c> for not at all. (<c>off</c>, or a section; optional.)</summary>
    public AdminConfig Admin { get; init; } = new();

    /// <summary>A directory that keeps over a restart what was changed by the API and does not stand in this file: endpoints that were added, removed, drained or weighed, and a configuration in the place of this file's. It is made if it is not there. Without it such changes outlive an upgrade and end when the process is stopped. A relative path counts from the configuration's directory. (The path of a file; optional.)</summary>
    public string? State { get; init; }

    /// <summary>One line for every exchange. (A section; optional.)</summary>
    public AccessLogConfig AccessLog { get; init; } = new();

    /// <summary>Sends metrics and traces to an OpenTelemetry collector. Metrics are at <c>/metrics</c> of the admin address besides. <c>docs/telemetry.md</c> tells what is sent. (A section; optional.)</summary>
    public OtlpConfig? Otlp { get; init; }

    /// <summary>Lets whoever has the key see in an answer why it is as it is: a request with a signed field <c>Gyr-Explain</c> gets what <c>gyr explain</c> tells in a field of that name (<c>docs/explain.md</c>). Without it there is no such thing. (A section; optional.)</summary>
    public ExplainConfig? Explain { get; init; }

    /// <summary>How long exchanges in flight may take to finish when the process is asked to stop. (A duration, <c>0s</c> to <c>24h</c>; default <c>30s</c>.)</summary>
    public TimeSpan Drain { get; init; } = ProxySection.Drain.Default;

    /// <summary>The addresses that accept clients, by name. (Sections by name; required.)</summary>
    public IReadOnlyList<ListenerConfig> Listeners { get; init; } = [];

    /// <summary>Which requests go where: tried in order, the first match wins. What no route takes is answered 404. (A list of sections; required.)</summary>
    public IReadOnlyList<RouteConfig> Routes { get; init; } = [];

    /// <summary>The sets of equivalent endpoints, by name. (Sections by name; optional.)</summary>
    public IReadOnlyList<ClusterConfig> Clusters { get; init; } = [];
}
