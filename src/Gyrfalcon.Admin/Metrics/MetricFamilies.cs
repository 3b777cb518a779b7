using System.Collections.Generic;

namespace Gyrfalcon.Admin.Metrics;

/// <summary>The one table of what is measured. docs/metrics.md is generated from it.</summary>
public static class MetricFamilies
{
    private static readonly List<MetricFamily> Table = [];

    /// <summary>Every family, in the order of the text.</summary>
    public static IReadOnlyList<MetricFamily> All => Table;

    internal static readonly MetricFamily BuildInfo = Gauge("gyr_build_info", "The version that runs, as a label; always 1", "version", "driver");
    internal static readonly MetricFamily Workers = Gauge("gyr_workers", "Worker threads");

    internal static readonly MetricFamily ListenerConnections = Gauge("gyr_listener_connections", "Open connections of clients that have sent something", "listener");
    internal static readonly MetricFamily ListenerConnectionsTotal = Counter("gyr_listener_connections_accepted_total", "Connections of clients that were let in", "listener");
    internal static readonly MetricFamily ListenerRequests = Counter("gyr_listener_requests_total", "Requests that came in, with or without an answer", "listener");

    internal static readonly MetricFamily TlsHandshakes = Counter("gyr_tls_handshakes_total", "TLS handshakes of clients, by what came of them: full, resumed, passed (on to an endpoint), failed, certificate_refused, timed_out, shed", "listener", "result");

    internal static readonly MetricFamily RouteRequests = Counter("gyr_route_requests_total", "Exchanges that have ended, by route (`_none` where no route matched), status and method", "route", "code", "method");
    internal static readonly MetricFamily RouteRequestBytes = Counter("gyr_route_request_body_bytes_total", "Bytes of bodies that clients sent; in tunnels all bytes. Counted when the exchange has ended", "route");
    internal static readonly MetricFamily RouteResponseBytes = Counter("gyr_route_response_body_bytes_total", "Bytes of bodies that clients were sent; in tunnels all bytes. Counted when the exchange has ended", "route");
    internal static readonly MetricFamily RouteDuration = Add(new MetricFamily("gyr_route_request_duration_seconds", "histogram", "From the first byte of a request to the last of its response; tunnels are not in it", ["route"]));

    internal static readonly MetricFamily HttpServerDuration = Add(new MetricFamily("http_server_request_duration_seconds", "histogram", "The same for all routes together, by OpenTelemetry's name (`http.server.request.duration`) and conventions",
        ["http_request_method", "http_response_status_code", "url_scheme", "error_type"]) { Convention = "http.server.request.duration" });

    internal static readonly MetricFamily ClusterRequests = Counter("gyr_cluster_requests_total", "Requests that came to the cluster, those among them that its limits refused", "cluster");
    internal static readonly MetricFamily ClusterWaiting = Gauge("gyr_cluster_requests_waiting", "Requests that wait for the header block of a response, or for a place at an endpoint before", "cluster");
    internal static readonly MetricFamily ClusterPending = Gauge("gyr_cluster_requests_pending", "Requests that wait for a place at an endpoint", "cluster");
    internal static readonly MetricFamily ClusterRetries = Counter("gyr_cluster_retries_total", "Times that a request was sent again", "cluster");
    internal static readonly MetricFamily ClusterRetriesDenied = Counter("gyr_cluster_retries_denied_total", "Times that a request was not sent again, or not hedged, because the retry budget was used up", "cluster");
    internal static readonly MetricFamily ClusterHedges = Counter("gyr_cluster_hedges_total", "Times that a second endpoint was asked beside the first", "cluster");
    internal static readonly MetricFamily ClusterHedgesWon = Counter("gyr_cluster_hedges_won_total", "Times that the second endpoint answered sooner", "cluster");
    internal static readonly MetricFamily ClusterRefused = Counter("gyr_cluster_requests_refused_total", "Requests answered 503 because of a limit of the circuit breaker", "cluster");
    internal static readonly MetricFamily ClusterFailed = Counter("gyr_cluster_requests_failed_total", "Requests that came to the cluster and were answered with a 5xx status, by an endpoint or because none could answer", "cluster");
    internal static readonly MetricFamily ClusterPanic = Gauge("gyr_cluster_panic", "1 while so few endpoints are well that health is ignored", "cluster");

    internal static readonly MetricFamily EndpointUp = Gauge("gyr_endpoint_up", "1 while new requests may be sent to the endpoint", "cluster", "endpoint");
    internal static readonly MetricFamily EndpointObstacle = Gauge("gyr_endpoint_obstacle", "1 for what keeps new requests from the endpoint: unresolved, unreachable, unhealthy, ejected, drained", "cluster", "endpoint", "obstacle");
    internal static readonly MetricFamily EndpointWeight = Gauge("gyr_endpoint_weight", "The weight of the endpoint", "cluster", "endpoint");
    internal static readonly MetricFamily EndpointInFlight = Gauge("gyr_endpoint_requests_in_flight", "Attempts under way at the endpoint", "cluster", "endpoint");
    internal static readonly MetricFamily EndpointRequests = Counter("gyr_endpoint_requests_total", "Attempts at the endpoint that have ended, with the header block of a response or without, whoever ended them", "cluster", "endpoint");
    internal static readonly MetricFamily EndpointConnections = Counter("gyr_endpoint_connections_opened_total", "Connections that were opened to the endpoint for requests; the fewer of them for a request, the more were used again", "cluster", "endpoint");
    internal static readonly MetricFamily EndpointFaults = Counter("gyr_endpoint_faults_total", "Those among them that speak against the endpoint", "cluster", "endpoint");

    internal static readonly MetricFamily EndpointDuration = Add(new MetricFamily("gyr_endpoint_request_duration_seconds", "histogram", "From the beginning of an attempt at the endpoint to the header block of its response, or to its failure", ["cluster", "endpoint"]));

    internal static readonly MetricFamily Faults = Counter("gyr_faults_total", "Exchanges that went wrong, by what and on whose side", "fault", "side");
    internal static readonly MetricFamily TunnelsOpen = Gauge("gyr_tunnels_open", "Tunnels (WebSocket, other upgrades, CONNECT) that are open");
    internal static readonly MetricFamily TunnelsTotal = Counter("gyr_tunnels_total", "Tunnels that were opened");
    internal static readonly MetricFamily Shed = Counter("gyr_shed_total", "What was turned away or put off unanswered: too much of it, or without the PROXY header of a trusted proxy", "reason");
    internal static readonly MetricFamily AccessLogDropped = Counter("gyr_access_log_dropped_total", "Lines of the access log that could not be kept up with, or not be written");
    internal static readonly MetricFamily MemoryHeld = Gauge("gyr_memory_held_bytes", "Memory held for requests under way");

    internal static readonly MetricFamily ConfigReloads = Counter("gyr_config_reloads_total", "Changes of the configuration that were asked for, by what came of them: applied, refused", "outcome");
    internal static readonly MetricFamily ConfigLastReload = Gauge("gyr_config_last_reload_success", "1 unless the last change of the configuration was refused");
    internal static readonly MetricFamily CertificateExpiry = Gauge("gyr_tls_certificate_expiry_seconds", "When a certificate of a listener, or that of the admin address (`_admin`), ends, in seconds since 1970", "listener", "name");
    internal static readonly MetricFamily StapleExpiry = Gauge("gyr_tls_ocsp_staple_expiry_seconds", "When the OCSP answer ends that is handed out with a certificate of a listener, in seconds since 1970; none while there is none", "listener", "name");

    internal static readonly MetricFamily OtlpExports = Counter("gyr_otlp_exports_total", "Messages for the collector of telemetry (`otlp`), by what came of them: sent, failed (it could not be reached, or asked for patience), refused", "signal", "outcome");
    internal static readonly MetricFamily TracesDropped = Counter("gyr_traces_dropped_total", "Exchanges that were to be told to the collector and were not, because it does not take them, or not fast enough");

    internal static readonly MetricFamily ProcessCpu = Counter("process_cpu_seconds_total", "User and system CPU time");
    internal static readonly MetricFamily ProcessMemory = Gauge("process_resident_memory_bytes", "Resident memory");
    internal static readonly MetricFamily ProcessDescriptors = Gauge("process_open_fds", "Open file descriptors");
    internal static readonly MetricFamily ProcessStart = Gauge("process_start_time_seconds", "Start of the process in seconds since 1970");

    private static MetricFamily Gauge(string name, string help, params string[] labels) => Add(new MetricFamily(name, "gauge", help, labels));

    private static MetricFamily Counter(string name, string help, params string[] labels) => Add(new MetricFamily(name, "counter", help, labels));

    private static MetricFamily Add(MetricFamily family)
    {
        Table.Add(family);
        return family;
    }
}
