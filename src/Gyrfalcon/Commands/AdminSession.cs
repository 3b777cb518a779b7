using System;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Admin;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Commands;

/// <summary>A conversation with the admin address of a running process.</summary>
/// <param name="client">The way to it.</param>
/// <param name="isJson">Answers are printed as they come.</param>
/// <param name="stop">The user does not want to wait.</param>
internal sealed class AdminSession(HttpClient client, bool isJson, CancellationToken stop)
{
    /// <summary>Answers have been printed as they came: nothing else need be.</summary>
    internal bool IsJson => isJson;

    internal CancellationToken Stop => stop;

    /// <summary>The same, whose answers are not printed as they come.</summary>
    internal AdminSession Quiet() => new(client, false, stop);

    /// <summary>The answer; null if it was a problem, which has been printed.</summary>
    internal async Task<T?> AskAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, string? body = null)
        where T : class
    {
        using var request = new HttpRequestMessage(method, new Uri($"http://localhost{path}"));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.SendAsync(request, stop);
        string text = await response.Content.ReadAsStringAsync(stop);
        if (response.Content.Headers.ContentType?.MediaType != Problem.MediaType)
        {
            T? answer = JsonSerializer.Deserialize(text, type);
            if (isJson) await Console.Out.WriteLineAsync(text);
            return answer;
        }

        if (isJson) await Console.Out.WriteLineAsync(text);
        Problem? problem = JsonSerializer.Deserialize(text, AdminJson.Default.Problem);
        foreach (string error in problem?.Errors ?? []) await Console.Error.WriteLineAsync(OperationalLog.OneLine(error));
        await Console.Error.WriteLineAsync($"gyr: {OperationalLog.OneLine(problem?.Detail ?? text)}{(response.StatusCode == HttpStatusCode.Unauthorized ? " A file of tokens is named with --token-file." : "")}");
        return null;
    }
}
