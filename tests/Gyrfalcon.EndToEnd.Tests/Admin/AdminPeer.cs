using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Admin;

/// <summary>A client of the admin API of a running program.</summary>
internal sealed class AdminPeer : IDisposable
{
    private readonly HttpClient _http;

    private AdminPeer(HttpClient http) => _http = http;

    internal static async Task<AdminPeer> ConnectAsync(GyrProcess gyr, string scheme = "http", HttpMessageHandler? handler = null)
    {
        string line = (await gyr.Process.Errors.WaitForAsync(static line => line.Contains("admin listening on ", StringComparison.Ordinal), "the admin address"))[0];
        return new AdminPeer(new HttpClient(handler ?? new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri($"{scheme}://{line.Split(' ')[^1].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)}") });
    }

    internal string Token { init => _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", value); }

    public void Dispose() => _http.Dispose();

    /// <summary>The answer in JSON, which must be a good one.</summary>
    internal async Task<JsonNode> GetAsync(string path)
    {
        (int status, JsonNode? answer, _) = await AskAsync("GET", path);
        Assert.Equal(200, status);
        return answer!;
    }

    internal async Task<string> TagAsync() => (await AskAsync("GET", "/v1/status")).Tag!;

    internal async Task<(int Status, JsonNode? Answer, string? Tag)> AskAsync(string method, string path, string? body = null, string type = "application/json", string? ifMatch = null, params (string Name, string Value)[] fields)
    {
        (int status, string text, string? tag) = await AskTextAsync(method, path, body, type, ifMatch, fields);
        return (status, text.Length == 0 ? null : JsonNode.Parse(text), tag);
    }

    /// <summary>The answer to a body in bytes, with this type as it is written or none; it must have the <paramref name="expected"/> one.</summary>
    internal async Task<(int Status, string Text)> SendAsync(string method, string path, byte[] body, string? type, string? ifMatch, string? expected = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(body) };
        if (type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        if (expected is not null) Assert.Equal(expected, response.Content.Headers.ContentType?.MediaType);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    internal async Task<(int Status, string Text, string? Tag)> AskTextAsync(string method, string path, string? body = null, string type = "application/json", string? ifMatch = null, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        foreach ((string name, string value) in fields) request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.ETag?.Tag);
    }
}
