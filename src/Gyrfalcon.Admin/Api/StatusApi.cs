using System;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Api.Views;
using Gyrfalcon.Admin.Metrics;
using Microsoft.AspNetCore.Http;

namespace Gyrfalcon.Admin.Api;

/// <summary>Reading what is there.</summary>
internal static class StatusApi
{
    internal static async Task MetricsAsync(AdminContext context, HttpContext http)
    {
        MetricsFormat format = MetricsText.Wanted(http.Request.Headers.Accept);
        http.Response.ContentType = MetricsText.MediaType(format);
        http.Response.Headers.Vary = "Accept, Accept-Encoding";
        string page = MetricsPage.Write(context.Proxy, format, context.CanReload ? context.Reloader : null, context.Exports, context.Secrets?.Tls is { } tls ? (tls.Name, tls.Expires) : null);
        if (!TakesGzip(http.Request))
        {
            await http.Response.WriteAsync(page, http.RequestAborted);
            return;
        }

        // Scrapers ask for it, and of thousands of endpoints the page has megabytes.
        http.Response.Headers.ContentEncoding = "gzip";
        await using var body = new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await body.WriteAsync(Encoding.UTF8.GetBytes(page), http.RequestAborted);
    }

    private static bool TakesGzip(HttpRequest request)
        => request.GetTypedHeaders().AcceptEncoding.Any(static coding => coding.Quality is not 0 && coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase));

    internal static Task StatusAsync(AdminContext context, HttpContext http) => http.AnswerAsync(Describe.Status(context), AdminJson.Default.StatusView);

    internal static Task ListenersAsync(AdminContext context, HttpContext http) => http.AnswerAsync([.. Describe.Listeners(context.Proxy)], AdminJson.Default.ListenerViewArray);

    internal static Task RoutesAsync(AdminContext context, HttpContext http) => http.AnswerAsync([.. Describe.Routes(context.Proxy)], AdminJson.Default.RouteViewArray);

    internal static Task AuditAsync(AdminContext context, HttpContext http)
        => http.AnswerAsync([.. context.Reloader.Audit.Last.Select(static entry => new AuditView(entry.At, entry.By, entry.What, entry.Applied, entry.Outcome))], AdminJson.Default.AuditViewArray);

    internal static Task OpenApiAsync(AdminContext context, HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(OpenApiDocument.Text, http.RequestAborted);
    }
}
