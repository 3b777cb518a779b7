using System.Threading.Tasks;
using Gyrfalcon.Proxy.Explaining;
using Microsoft.AspNetCore.Http;

namespace Gyrfalcon.Admin.Api;

/// <summary>What would become of a request.</summary>
internal static class ExplainApi
{
    internal static async Task ExplainAsync(AdminContext context, HttpContext http)
    {
        if (await http.ReadAsync(AdminJson.Default.Question) is not { } question) return;
        if (Explainer.Explain(question, context.Proxy.Snapshot, isLive: true, out string? problem, context.Proxy.Via.Mark) is { } explanation) await http.AnswerAsync(explanation, AdminJson.Default.Explanation);
        else await Problem.Malformed(problem!).WriteAsync(http);
    }
}
