using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Api;
using Gyrfalcon.Admin.Live;
using Gyrfalcon.Admin.Page;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
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

    /// <summary>Whoever can write to the socket has the whole admin: nobody but owner and group, whatever the umask is.</summary>
    private const UnixFileMode SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

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
        AdminContext seen = context;
        var live = new LiveFeed(() => ProxyReader.Read(seen.Proxy, seen.Reloader), state => Describe.Topology(seen, state), context.Log, TimeProvider.System);
        context = context with { Live = live, Secrets = secrets };
        while (true)
        {
            bool isLastTry = Stopwatch.GetElapsedTime(start) >= patience;
            WebApplication application = Build(config, secrets, context);
            try
            {
                // Whoever lets the address go removes its socket; a new one must not be there before.
                if (isLastTry && address.UnixPath is { } path) RemoveStaleSocket(path);
                await application.StartAsync();
                if (address.UnixPath is { } socket) File.SetUnixFileMode(socket, SocketMode);
                foreach (string url in address.UnixPath is null ? application.Urls : [address.ToString()]) context.Log.Info($"admin listening on {url.Replace("http://", "", StringComparison.Ordinal).Replace("https://", "", StringComparison.Ordinal)}");
                return (new AdminServer(application, live, secrets) { Page = address.UnixPath is null ? application.Urls.First() + "/" : null }, true);
            }
            catch (Exception failure) when (failure is IOException or SocketException or UnauthorizedAccessException)
            {
                await application.DisposeAsync();
                if (isLastTry)
                {
                    await live.DisposeAsync();
                    await secrets.DisposeAsync();
                    return (null, !Refuse(config, address, failure, context.Log));
                }
            }

            await Task.Delay(TryInterval);
        }
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

    /// <summary>Tells why there is no admin; true if there must be one.</summary>
    private static bool Refuse(AdminConfig config, AdminAddress address, Exception failure, OperationalLog log)
    {
        string reason = failure.InnerException is AddressInUseException or SocketException ? failure.InnerException.Message : failure.Message;
        if (config.IsWritten) log.Error($"admin: {address} cannot be listened on: {reason}", "free it, or give the admin another address by `admin.listen`");
        else log.Warn($"admin: the usual address {address} cannot be listened on, so there is no admin: {reason}", "give it another by `admin: { listen: … }`, or write `admin: off`");
        return config.IsWritten;
    }

    private static WebApplication Build(AdminConfig config, AdminSecrets secrets, AdminContext context)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Configure(options, config, secrets));
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
            http.Features.Get<Operation>()?.AuditRefusal(context, http);
        }
    }

    private static void Configure(KestrelServerOptions options, AdminConfig config, AdminSecrets secrets)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = Exchanges.MostBytes;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        Open(options, config.Listen!, endpoint =>
        {
            Limit(endpoint);
            if (config.Tls is not null) endpoint.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(secrets.Tls!.ToOptions()), HandshakeTimeout = TimeSpan.FromSeconds(10) });
        });
        if (config.Metrics is { } metrics)
        {
            Open(options, metrics, static endpoint =>
            {
                Limit(endpoint);
                endpoint.Use(static next => connection =>
                {
                    connection.Features.Set(new OnlyMetrics());
                    return next(connection);
                });
            });
        }
    }

    /// <summary>Further connections of an address are closed. The server's own limit is one for all addresses: everybody may fill that of the metrics, and must not shut the other by it.</summary>
    private static void Limit(ListenOptions endpoint)
    {
        int open = 0;
        endpoint.Use(next => async connection =>
        {
            try
            {
                if (Interlocked.Increment(ref open) <= MostConnections) await next(connection);
                else connection.Abort();
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        });
    }

    private static void Open(KestrelServerOptions options, AdminAddress address, Action<ListenOptions> configure)
    {
        if (address.UnixPath is { } path) options.ListenUnixSocket(path, configure);
        else options.Listen(address.Ip!, address.Port, configure);
    }

    /// <summary>Marks the connections of the address that serves metrics alone.</summary>
    private sealed class OnlyMetrics;

    /// <summary>A socket that nobody listens on is what a process that died has left behind.</summary>
    private static void RemoveStaleSocket(string path)
    {
        if (!File.Exists(path)) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused && IsSocket(path))
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // Somebody has it, or it is no socket: binding will say so.
        }
    }

    /// <summary>A socket cannot be opened as a file (ENXIO, open(2)); what can be is not ours to delete.</summary>
    private static bool IsSocket(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
