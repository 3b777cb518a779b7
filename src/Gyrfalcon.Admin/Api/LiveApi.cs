using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Admin.Live;
using Microsoft.AspNetCore.Http;

namespace Gyrfalcon.Admin.Api;

/// <summary>What happens, as it happens, and what happened within the last hour.</summary>
internal static class LiveApi
{
    /// <summary>Should a second bring nothing for so long, a line without meaning tells that the connection lives.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private static readonly byte[] HeartbeatLine = ": still here\n\n"u8.ToArray();

    internal static async Task EventsAsync(AdminContext context, HttpContext http)
    {
        if (context.Live is not { } live || !live.TryEnter())
        {
            http.Response.Headers.RetryAfter = "5";
            await new Problem("Too many streams", 503, string.Create(CultureInfo.InvariantCulture, $"There are {LiveFeed.MostStreams} streams already.")).WriteAsync(http);
            return;
        }

        try
        {
            http.Response.ContentType = "text/event-stream";
            using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, live.End);
            if (HttpMethods.IsHead(http.Request.Method)) return;
            await StreamAsync(live, http, end.Token);
        }
        catch (OperationCanceledException)
        {
            // Whoever watched has gone, or this process ends.
        }
        finally
        {
            live.Leave();
        }
    }

    internal static async Task HistoryAsync(AdminContext context, HttpContext http)
    {
        string name = http.Parameter("name").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (!Enum.TryParse(http.Parameter("kind"), ignoreCase: true, out SubjectKind kind)) await Problem.NotFound($"There is history of {string.Join(", ", Enum.GetNames<SubjectKind>().Select(static each => each.ToLowerInvariant()))}.").WriteAsync(http);
        else if (context.Live?.History(kind, name) is { } history) await http.AnswerAsync(history, AdminJson.Default.HistoryView);
        else await Problem.NotFound($"There is no {http.Parameter("kind")} {name}.").WriteAsync(http);
    }

    private static async Task StreamAsync(LiveFeed live, HttpContext http, CancellationToken end)
    {
        long seen = -1;
        while (true)
        {
            LiveMessages messages = live.Newest;

            // Whoever has missed a second gets the whole again.
            byte[]? message = messages.State.Number == seen ? null : messages.State.Number == seen + 1 && messages.News is { } news ? news : messages.Whole;
            if (message is not null)
            {
                await http.Response.Body.WriteAsync(message, end);
                seen = messages.State.Number;
            }

            await Task.WhenAny(messages.Replaced, Task.Delay(Heartbeat, end));
            end.ThrowIfCancellationRequested();
            if (!messages.Replaced.IsCompleted) await http.Response.Body.WriteAsync(HeartbeatLine, end);
        }
    }
}
