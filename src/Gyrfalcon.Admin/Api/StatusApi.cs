using System.Linq;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Api.Views;
using Gyrfalcon.Admin.Metrics;
using Microsoft.AspNetCore.Http;

namespace Gyrfalcon.Admin.Api;

/// <summary>Reading what is there.</summary>
internal static class StatusApi
{
    internal static Task MetricsAsync(AdminContext context, HttpContext http)
    {
        MetricsFormat format = MetricsText.Wanted(http.Request.Headers.Accept);
        http.Response.ContentType = MetricsText.MediaType(format);
        return http.Response.WriteAsync(MetricsPage.Write(context.Proxy, format, context.CanReload ? context.Reloader : null, context.Exports, context.Secrets?.Tls is { } tls ? (tls.Name, tls.Expires) : null), http.RequestAborted);
    }

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
