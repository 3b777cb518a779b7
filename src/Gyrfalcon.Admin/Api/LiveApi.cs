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

    /// <summary>Whoever takes no message for so long is not watching. Kestrel would wait for hours: it reckons with 240 bytes a second, and messages may have megabytes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly byte[] HeartbeatLine = ": still here\n\n"u8.ToArray();

    internal static async Task EventsAsync(AdminContext context, HttpContext http)
    {
        if (context.Live is not { IsFailing: false } live)
        {
            await RefuseAsync(http, new Problem("No new figures", 503, "The figures cannot be read. This is a bug; the log says more."));
            return;
        }

        if (!live.TryEnter())
        {
            await RefuseAsync(http, new Problem("Too many streams", 503, string.Create(CultureInfo.InvariantCulture, $"There are {LiveFeed.MostStreams} streams already.")));
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
            // Whoever watched has gone or reads nothing, or this process ends.
        }
        finally
        {
            live.Leave();
        }
    }

    internal static async Task HistoryAsync(AdminContext context, HttpContext http)
    {
        string name = http.Parameter("name");
        if (!Enum.TryParse(http.Parameter("kind"), ignoreCase: true, out SubjectKind kind)) await Problem.NotFound($"There is history of {string.Join(", ", Enum.GetNames<SubjectKind>().Select(static each => each.ToLowerInvariant()))}.").WriteAsync(http);
        else if (context.Live?.History(kind, name) is { } history) await http.AnswerAsync(history, AdminJson.Default.HistoryView);
        else await Problem.NotFound($"There is no {http.Parameter("kind")} {name}.").WriteAsync(http);
    }

    private static Task RefuseAsync(HttpContext http, Problem why)
    {
        http.Response.Headers.RetryAfter = "5";
        return why.WriteAsync(http);
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
                await WriteAsync(http, message, live.Time, end);
                seen = messages.State.Number;
            }

            await Task.WhenAny(messages.Replaced, Task.Delay(Heartbeat, live.Time, end));
            end.ThrowIfCancellationRequested();
            if (messages.Replaced.IsCompleted) continue;

            // A stream that goes on without figures would say that they are live.
            if (live.IsFailing) return;
            await WriteAsync(http, HeartbeatLine, live.Time, end);
        }
    }

    private static async Task WriteAsync(HttpContext http, byte[] message, TimeProvider time, CancellationToken end)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, late.Token);
        try
        {
            await http.Response.Body.WriteAsync(message, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            http.Abort();
            throw;
        }
    }
}
