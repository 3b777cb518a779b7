using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Gyrfalcon.Proxy.Configuration.Diagnostics;
using Gyrfalcon.Proxy.Configuration.Values;

namespace Gyrfalcon.Proxy.Configuration.Schema;

/// <summary>The root of the document.</summary>
internal static class ProxySection
{
    public static readonly Setting<int?> Workers = Setting.WithDefault("workers", Kinds.OrWord(Kinds.Whole(1, 1024), "auto"), "auto",
        "How many workers, each a thread with its own loop. `auto` is one per CPU that the process may use, cgroup limits included.",
        "threads", "nbthread", "worker-processes", "concurrency");

    public static readonly Setting<DriverSetting> Driver = Setting.WithDefault("driver", Kinds.Choice(("auto", DriverSetting.Auto), ("io_uring", DriverSetting.IoUring), ("epoll", DriverSetting.Epoll)), "auto",
        "How workers reach the kernel. `auto` is io_uring where the kernel allows it, otherwise epoll. The environment variable `GYR_DRIVER` overrides it.",
        "event", "use", "poller");

    public static readonly Setting<long?> Memory = Setting.WithDefault("memory", Kinds.OrWord(Kinds.Size("1MiB", "1024TiB"), "auto"), "auto",
        "The most memory for what is on its way through the process: buffers and header blocks, shared out evenly among the workers. A worker that holds more answers new requests 503 and accepts no connections until it holds less. `auto` is half of the memory that the process may use, cgroup limits included.",
        "max-memory", "memory-limit");

    public static readonly Setting<AdminConfig> Admin = Setting.Optional("admin", new AdminShape(),
        "Where operators and their tools look at the process and change it: metrics, the API, `gyr status`, `gyr drain`, `gyr reload` and their like. On by default, for this machine only; `off` for not at all.",
        "stats", "metrics", "prometheus", "ping");

    public static readonly Setting<string> State = Setting.Optional("state", Kinds.FilePath,
        "A directory that keeps over a restart what was changed by the API and does not stand in this file: endpoints that were added, removed, drained or weighed, and a configuration in the place of this file's. It is made if it is not there. Without it such changes outlive an upgrade and end when the process is stopped. A relative path counts from the configuration's directory.",
        "state-directory", "state-dir", "data", "data-dir", "storage");

    public static readonly Setting<AccessLogConfig> AccessLog = Setting.Optional("access-log", AccessLogSection.Section.Shape,
        "One line for every exchange.",
        "log", "access-logs");

    public static readonly Setting<OtlpConfig> Otlp = Setting.Optional("otlp", OtlpSection.Section.Shape,
        "Sends metrics and traces to an OpenTelemetry collector. Metrics are at `/metrics` of the admin address besides. `docs/telemetry.md` tells what is sent.",
        "opentelemetry", "otel", "tracing", "telemetry", "traces");

    public static readonly Setting<ExplainConfig> Explain = Setting.Optional("explain", ExplainSection.Section.Shape,
        "Lets whoever has the key see in an answer why it is as it is: a request with a signed field `Gyr-Explain` gets what `gyr explain` tells in a field of that name (`docs/explain.md`). Without it there is no such thing.",
        "debug", "trace", "debug-header");

    public static readonly Setting<TimeSpan> Drain = Setting.WithDefault("drain", Kinds.Duration("0s", "24h"), "30s",
        "How long exchanges in flight may take to finish when the process is asked to stop.",
        "shutdown-timeout", "grace-period", "grace", "drain-timeout");

    public static readonly Setting<IReadOnlyList<ListenerConfig>> Listeners = Setting.Required("listeners",
        new MapShape<ListenerConfig>(ListenerSection.Section, new Complaint(DiagnosticCodes.NoListeners, "there are no listeners", "add one: `listeners: { web: { address: \":8000\" } }`")),
        "The addresses that accept clients, by name.",
        "listener", "frontends", "entrypoints", "entry-points", "servers", "listen");

    public static readonly Setting<IReadOnlyList<RouteConfig>> Routes = Setting.Required("routes",
        new ListShape<RouteConfig>(RouteSection.Section.Shape, whenEmpty: new Complaint(DiagnosticCodes.NoRoutes, "there are no routes", "add one: `routes: [ { cluster: app } ]`")),
        "Which requests go where: tried in order, the first match wins. What no route takes is answered 404.",
        "route", "routers", "locations", "rules");

    public static readonly Setting<IReadOnlyList<ClusterConfig>> Clusters = Setting.Optional("clusters", new MapShape<ClusterConfig>(ClusterSection.Section),
        "The sets of equivalent endpoints, by name.",
        "cluster", "upstreams", "upstream", "backends", "backend", "services");

    public static readonly Section<ProxyConfig> Section = new(nameof(ProxyConfig), "{ listeners: { … }, routes: [ … ], clusters: { … } }",
        [Workers, Driver, Memory, Admin, State, AccessLog, Otlp, Explain, Drain, Listeners, Routes, Clusters],
        reader => new ProxyConfig
        {
            Workers = reader.Get(Workers),
            Driver = reader.Get(Driver),
            Memory = reader.Get(Memory),
            Admin = reader.Get(Admin),
            State = reader.Find(State) is { } directory ? reader.Reading.FullPath(directory) : null,
            AccessLog = reader.Get(AccessLog),
            Otlp = reader.Find(Otlp),
            Explain = reader.Find(Explain),
            Drain = reader.Get(Drain),
            Listeners = reader.Get(Listeners),
            Routes = Named(reader.Get(Routes)),
            Clusters = reader.Get(Clusters),
        });

    private static ValueList<RouteConfig> Named(IReadOnlyList<RouteConfig> routes) =>
        [.. routes.Select((route, i) => route.Name.Length > 0 ? route : route with { Name = string.Create(CultureInfo.InvariantCulture, $"route-{i + 1}") })];
}
