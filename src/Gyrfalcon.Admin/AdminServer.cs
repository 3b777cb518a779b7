using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Api;
using Gyrfalcon.Admin.Live;
using Gyrfalcon.Admin.Page;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Gyrfalcon.Admin;

/// <summary>
/// What operators and their tools see of a running proxy, on an address of its own. Kestrel on the thread pool serves it: nothing here is on the way of a request, and it reads what workers have counted without
/// asking them.
/// </summary>
public sealed class AdminServer : IAsyncDisposable
{
    /// <summary>The most connections of an address at a time.</summary>
    private const int MostConnections = 100;

    /// <summary>For a handshake, and for the first request of a connection to come.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan TryInterval = TimeSpan.FromMilliseconds(20);

    private readonly WebApplication _application;
    private readonly LiveFeed _live;
    private readonly AdminSecrets _secrets;

    /// <summary>The certificate of the address, by its first name; null if it has none.</summary>
    public (string Name, DateTimeOffset Expires)? Certificate => _secrets.Tls is { } tls ? (tls.Name, tls.Expires) : null;

    private AdminServer(WebApplication application, LiveFeed live, AdminSecrets secrets) => (_application, _live, _secrets) = (application, live, secrets);

    /// <summary>The URL of the dashboard; null on a Unix socket, which browsers do not speak to.</summary>
    public string? Page { get; private init; }

    /// <summary>Begins to serve <paramref name="context"/>.</summary>
    /// <param name="config">Where it listens, and whom it answers.</param>
    /// <param name="context">What it is about.</param>
    /// <param name="patience">How long it is tried, while another process is about to let the address go.</param>
    /// <returns>The server and whether all is well: it is, also without a server, when it is off, or when nobody asked for an address and the usual one is taken.</returns>
    public static async Task<(AdminServer? Server, bool IsWell)> StartAsync(AdminConfig config, AdminContext context, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(context);
        if (config.Listen is not { } address) return (null, true);
        AdminSecrets? secrets = AdminSecrets.Read(config, context.Log);
        if (secrets is null) return (null, false);
        long start = Stopwatch.GetTimestamp();
        AdminSockets? sockets;
        while (true)
        {
            // Whoever lets the address go removes its socket; a new one must not be there before.
            bool isLastTry = Stopwatch.GetElapsedTime(start) >= patience;
            if ((sockets = AdminSockets.Bind(config, removesStale: isLastTry, out (string Setting, AdminAddress Address, string Reason) refused)) is not null) break;
            if (isLastTry)
            {
                await secrets.DisposeAsync();
                return (null, !Refuse(config, refused.Setting, refused.Address, refused.Reason, context.Log));
            }

            await Task.Delay(TryInterval);
        }

        using AdminSockets bound = sockets;
        AdminContext seen = context;
        var live = new LiveFeed(() => ProxyReader.Read(seen.Proxy, seen.Reloader), state => Describe.Topology(seen, state), context.Log, TimeProvider.System);
        context = context with { Live = live, Secrets = secrets };
        WebApplication application = Build(config, secrets, context, bound);
        await application.StartAsync();
        string[] urls = [.. application.Urls];
        foreach (string url in urls) context.Log.Info($"admin listening on {ShownOf(url)}");
        return (new AdminServer(application, live, secrets) { Page = address.UnixPath is null ? urls[0] + "/" : null }, true);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The streams end by it, which would else keep the server from stopping.
        await _live.DisposeAsync();
        await _application.StopAsync();
        await _application.DisposeAsync();
        await _secrets.DisposeAsync();
    }

    /// <summary>An address as it is configured: <c>127.0.0.1:2019</c>, <c>unix:/run/gyr/admin.sock</c>.</summary>
    private static string ShownOf(string url)
    {
        string address = url[(url.IndexOf("://", StringComparison.Ordinal) + "://".Length)..];
        return address.StartsWith("unix:", StringComparison.Ordinal) ? address.TrimEnd(':') : address;
    }

    /// <summary>Tells why there is no admin; true if there must be one.</summary>
    private static bool Refuse(AdminConfig config, string setting, AdminAddress address, string reason, OperationalLog log)
    {
        bool isWanted = config.IsWritten || config.Metrics == address;
        if (isWanted) log.Error($"admin: {address} cannot be listened on: {reason}", $"free it, or write another address at `admin.{setting}`");
        else log.Warn($"admin: the usual address {address} cannot be listened on, so there is no admin: {reason}", "give it another by `admin: { listen: … }`, or write `admin: off`");
        return isWanted;
    }

    private static WebApplication Build(AdminConfig config, AdminSecrets secrets, AdminContext context, AdminSockets sockets)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Configure(options, config, secrets, context.Log));
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = sockets.Take);
        WebApplication application = builder.Build();
        var gate = new AdminGate(() => secrets.Digests, isOpen: config.Listen!.UnixPath is null && !config.IsGuarded, new WrongTokens(TimeProvider.System), sender => TellOf(sender, context));
        application.Use((http, next) => EnterAsync(http, next, gate, context));
        foreach (IGrouping<string, Operation> path in Operations.All.GroupBy(static operation => operation.Path))
        {
            Dictionary<string, Operation> methods = path.ToDictionary(static operation => operation.Method, StringComparer.Ordinal);
            application.Map(path.Key, (RequestDelegate)(http => DispatchAsync(http, methods, context)));
        }

        application.MapFallback((RequestDelegate)(static http => Problem.NotFound("There is nothing here; GET /v1/openapi.json tells what there is.").WriteAsync(http)));
        return application;
    }

    private static void TellOf(string sender, AdminContext context)
        => context.Reloader.Audit.Add(new AuditEntry(DateTime.UtcNow, sender, $"send {WrongTokens.Most} wrong tokens within a minute", false, "refused, and further wrong ones from there are answered 429 for a minute"));

    private static Task DispatchAsync(HttpContext http, Dictionary<string, Operation> methods, AdminContext context)
    {
        string method = HttpMethods.IsHead(http.Request.Method) ? "GET" : http.Request.Method;
        if (methods.TryGetValue(method, out Operation? operation))
        {
            http.Features.Set(operation);

            // Before anything is looked at; who changes something puts the number of that change in its place.
            http.Tag(context.Reloader.Version);
            return operation.HandleAsync(context, http);
        }

        http.Response.Headers.Allow = string.Join(", ", methods.Keys);
        return new Problem("Method not allowed", 405, $"Here is {string.Join(", ", methods.Keys)}.").WriteAsync(http);
    }

    private static async Task EnterAsync(HttpContext http, RequestDelegate next, AdminGate gate, AdminContext context)
    {
        ConnectionPlaces.Place place = http.Features.Get<ConnectionPlaces.Place>()!;
        place.Hear();
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store";
        if (http.Features.Get<OnlyMetrics>() is not null)
        {
            if (AdminGate.CheckMetrics(http) is { } misdirected) await misdirected.WriteAsync(http);
            else if (http.Request.Path == "/metrics" && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))) await StatusApi.MetricsAsync(context, http);
            else await Problem.NotFound("Here is nothing but GET /metrics.").WriteAsync(http);
            return;
        }

        PageFile? file = PageFile.Find(http.Request);
        if ((file is null ? gate.Check(http) : gate.CheckPage(http)) is { } refusal)
        {
            // Who may not come in holds none of the places either.
            http.Response.Headers.Connection = "close";
            await refusal.WriteAsync(http);
            return;
        }

        // The files of the page are for everybody, so whoever reads them slowly is not one who may ask.
        if (file is null) place.BeginAnswer();
        try
        {
            await (file is null ? next(http) : file.WriteAsync(http));
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException wrong)
        {
            if (!http.Response.HasStarted) await new Problem("Bad request", wrong.StatusCode, wrong.Message).WriteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
        catch (Exception bug) when (!http.Response.HasStarted)
        {
            context.Log.Bug(bug);
            await new Problem("Internal error", 500, "This is a bug; the log says more.").WriteAsync(http);
        }
        finally
        {
            place.EndAnswer();
            http.Features.Get<Operation>()?.AuditRefusal(context, http);
        }
    }

    private static void Configure(KestrelServerOptions options, AdminConfig config, AdminSecrets secrets, OperationalLog log)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = Exchanges.MostBytes;
        options.Limits.RequestHeadersTimeout = Patience;
        var refusals = new CertificateRefusals(log, TimeProvider.System);
        Open(options, config.Listen!, endpoint =>
        {
            Limit(endpoint, config.Listen!, log);
            if (config.Tls is not null) endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = handshake => ValueTask.FromResult(secrets.Tls!.ToOptions(reason => refusals.Tell(handshake.Connection.RemoteEndPoint, reason))), HandshakeTimeout = Patience });
        });
        if (config.Metrics is { } metrics)
        {
            Open(options, metrics, endpoint =>
            {
                Limit(endpoint, metrics, log);
                endpoint.Use(static next => connection =>
                {
                    connection.Features.Set(new OnlyMetrics());
                    return next(connection);
                });
            });
        }
    }

    /// <summary>The server's own limit is one for all addresses: everybody may fill that of the metrics, and must not shut the other by it.</summary>
    private static void Limit(ListenOptions endpoint, AdminAddress address, OperationalLog log)
    {
        int port = address.Port;
        var places = new ConnectionPlaces(MostConnections, TimeProvider.System, () => log.Warn($"admin: all {MostConnections} connections of {address with { Port = port }} are taken, so those that have been silent longest are closed for others", "see who opens so many"));
        endpoint.Use(next => async connection =>
        {
            if (connection.LocalEndPoint is IPEndPoint own) port = own.Port;
            using ConnectionPlaces.Place? place = places.TryTake((connection.RemoteEndPoint as IPEndPoint)?.Address, connection.Abort);
            if (place is null)
            {
                connection.Abort();
                return;
            }

            connection.Features.Set(place);
            await using var silence = new Timer(_ => place.CloseIfSilent(), null, Patience, Timeout.InfiniteTimeSpan);
            await next(connection);
        });
    }

    private static void Open(KestrelServerOptions options, AdminAddress address, Action<ListenOptions> configure)
    {
        if (address.UnixPath is { } path) options.ListenUnixSocket(path, configure);
        else options.Listen(address.Ip!, address.Port, configure);
    }

    /// <summary>Marks the connections of the address that serves metrics alone.</summary>
    private sealed class OnlyMetrics;
}
