using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Metrics;
using Gyrfalcon.Proxy;
using Gyrfalcon.Proxy.Configuration;
using Gyrfalcon.Proxy.Reload;
using Gyrfalcon.Proxy.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gyrfalcon.Admin;

/// <summary>
/// What operators and their tools see of a running proxy, on an address of its own. Kestrel on the thread pool serves it: nothing here is on the way of a request, and it reads what workers have counted without
/// asking them.
/// </summary>
public sealed class AdminServer : IAsyncDisposable
{
    private static readonly TimeSpan TryInterval = TimeSpan.FromMilliseconds(20);

    private readonly WebApplication _application;

    private AdminServer(WebApplication application) => _application = application;

    /// <summary>Begins to serve <paramref name="proxy"/>.</summary>
    /// <param name="config">Where it listens.</param>
    /// <param name="proxy">What is served.</param>
    /// <param name="reloader">Gives it another configuration; null if there is none to read.</param>
    /// <param name="upgrade">Lets another process take over; null if that makes no sense.</param>
    /// <param name="log">Told where it listens, or why not.</param>
    /// <param name="patience">How long it is tried, while another process is about to let the address go.</param>
    /// <returns>The server and whether all is well: it is, also without a server, when it is off, or when nobody asked for an address and the usual one is taken.</returns>
    public static async Task<(AdminServer? Server, bool IsWell)> StartAsync(AdminConfig config, ProxyServer proxy, Reloader? reloader, Func<Task<UpgradeAnswer>>? upgrade, OperationalLog log, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(log);
        if (config.Listen is not { } address) return (null, true);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            bool isLastTry = Stopwatch.GetElapsedTime(start) >= patience;
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Configure(options, address));
            WebApplication application = builder.Build();
            application.Run(context => AnswerAsync(context, proxy, reloader, upgrade, address));
            try
            {
                // Whoever lets the address go removes its socket; a new one must not be there before.
                if (isLastTry && address.UnixPath is { } path) RemoveStaleSocket(path);
                await application.StartAsync();
                log.Info($"admin listening on {(address.UnixPath is null ? application.Urls.First().Replace("http://", "", StringComparison.Ordinal) : address.ToString())}");
                return (new AdminServer(application), true);
            }
            catch (Exception failure) when (failure is IOException or SocketException or UnauthorizedAccessException)
            {
                await application.DisposeAsync();
                if (isLastTry) return (null, !Refuse(config, address, failure, log));
            }

            await Task.Delay(TryInterval);
        }
    }

    /// <summary>Tells why there is no admin; true if there must be one.</summary>
    private static bool Refuse(AdminConfig config, AdminAddress address, Exception failure, OperationalLog log)
    {
        string reason = failure.InnerException is AddressInUseException or SocketException ? failure.InnerException.Message : failure.Message;
        if (config.IsWritten) log.Error($"admin: {address} cannot be listened on: {reason}");
        else log.Warn($"admin: the usual address {address} cannot be listened on, so there is no admin: {reason}. Give it another by `admin: {{ listen: … }}`, or write `admin: off`");
        return config.IsWritten;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions options, AdminAddress address)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxConcurrentConnections = 100;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        if (address.UnixPath is { } path) options.ListenUnixSocket(path);
        else options.Listen(address.Ip!, address.Port);
    }

    private static async Task AnswerAsync(HttpContext context, ProxyServer proxy, Reloader? reloader, Func<Task<UpgradeAnswer>>? upgrade, AdminAddress address)
    {
        HttpRequest request = context.Request;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        if (address.UnixPath is null && !IsThisMachine(request.Host.Host)) await RefuseAsync(context, 421, "The admin address is asked for by the name of this machine: a loopback address or localhost.");
        else if (request.Path == "/metrics") await ReadMetricsAsync(context, proxy, reloader);
        else if (request.Path == "/reload" && reloader is not null) await ReloadAsync(context, reloader);
        else if (request.Path == "/upgrade" && upgrade is not null) await UpgradeAsync(context, upgrade);
        else await RefuseAsync(context, 404, "There are /metrics, /reload and /upgrade.");
    }

    private static async Task ReadMetricsAsync(HttpContext context, ProxyServer proxy, Reloader? reloader)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await RefuseAsync(context, 405, "Metrics are read with GET.", "GET, HEAD");
            return;
        }

        MetricsFormat format = MetricsText.Wanted(context.Request.Headers.Accept);
        context.Response.ContentType = MetricsText.MediaType(format);
        await context.Response.WriteAsync(MetricsPage.Write(proxy, format, reloader));
    }

    private static async Task ReloadAsync(HttpContext context, Reloader reloader)
    {
        if (!await IsAskedForAsync(context)) return;
        ReloadOutcome outcome = await reloader.ReloadAsync();
        context.Response.StatusCode = outcome.Applied ? 200 : 422;
        var answer = new ReloadAnswer(outcome.Applied, [.. outcome.Changes.Select(static change => new ReloadAnswer.Line(change.Thing, change.Name, change.Word, change.Meaning))], outcome.Errors);
        await context.Response.WriteAsJsonAsync(answer, AdminJson.Default.ReloadAnswer);
    }

    private static async Task UpgradeAsync(HttpContext context, Func<Task<UpgradeAnswer>> upgrade)
    {
        if (!await IsAskedForAsync(context)) return;
        UpgradeAnswer answer = await upgrade();
        context.Response.StatusCode = answer.Upgraded ? 200 : 422;
        await context.Response.WriteAsJsonAsync(answer, AdminJson.Default.UpgradeAnswer);
    }

    /// <summary>Browsers say in Origin whose page a POST comes from; no page has any business here. False if it has been refused.</summary>
    private static async Task<bool> IsAskedForAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method)) await RefuseAsync(context, 405, "This is asked for with POST.", "POST");
        else if (context.Request.Headers.ContainsKey("Origin") || context.Request.Headers.ContainsKey("Sec-Fetch-Site")) await RefuseAsync(context, 403, "A page in a browser cannot ask for this.");
        else return true;
        return false;
    }

    /// <summary>A page in somebody's browser can make a name of its own resolve to this address, and would then read what is served here; but it cannot choose the Host (DNS rebinding).</summary>
    private static bool IsThisMachine(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));

    private static Task RefuseAsync(HttpContext context, int status, string sentence, string? allowed = null)
    {
        context.Response.StatusCode = status;
        if (allowed is not null) context.Response.Headers.Allow = allowed;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence + "\n");
    }

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
