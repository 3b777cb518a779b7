using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Gyrfalcon.Testing;
using Xunit;

namespace Gyrfalcon.EndToEnd.Tests.Strictness;

/// <summary>nginx as the endpoint: what it understood of what the proxy sent, by its own access log.</summary>
internal sealed class NginxOrigin : IAsyncDisposable
{
    private const string Binary = "/usr/sbin/nginx";
    private const int Quit = 3;
    private readonly TemporaryDirectory _directory;
    private readonly ProgramProcess _process;

    private NginxOrigin(TemporaryDirectory directory, ProgramProcess process, string url) => (_directory, _process, Url) = (directory, process, url);

    internal string Url { get; }

    private string Log => Path.Combine(_directory.Path, "access.log");

    internal static async Task<NginxOrigin> StartAsync()
    {
        Assert.True(File.Exists(Binary), $"{Binary} is missing: this test needs Debian's nginx-light, which .ci/run installs.");
        var directory = new TemporaryDirectory();
        int port, sink;
        using (HeldPort free = new(), other = new())
            (port, sink) = (free.Address.Port, other.Address.Port);
        string file = directory.Write("nginx.conf", Configuration(directory.Path, port, sink));
        var nginx = new NginxOrigin(directory, ProgramProcess.Start(Binary, ["-p", directory.Path, "-e", "stderr", "-c", file]), $"http://127.0.0.1:{port}");
        await nginx._process.Errors.WaitForAsync(line => line.Contains("start worker process ", StringComparison.Ordinal), "nginx's worker");
        return nginx;
    }

    /// <summary>Stops it in order and gives, for each client's address, what it asked and got an answer to: method, target and body, escaped as nginx does.</summary>
    internal async Task<ILookup<string, string>> StopAsync()
    {
        _process.Signal(Quit);
        Assert.Equal(0, await _process.ExitAsync());
        // 400 and 499 are requests that never became whole.
        return (await File.ReadAllLinesAsync(Log)).Where(line => line.StartsWith("200\t", StringComparison.Ordinal)).Select(line => line[4..].Split('\t', 2))
            // "-" stands for a body that there is none of.
            .ToLookup(parts => parts[0], parts => parts[1].EndsWith("\t-", StringComparison.Ordinal) ? parts[1][..^1] : parts[1]);
    }

    /// <summary>A request's line in the log, as <see cref="StopAsync"/> gives it.</summary>
    internal static string LineOf(string method, string target, string body) => $"{method}\t{Escape(target)}\t{Escape(body)}";

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _directory.Dispose();
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (char each in text)
            escaped.Append(each is '"' or '\\' or < ' ' or > '~' ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)each:X2}") : each.ToString());
        return escaped.ToString();
    }

    // The body is read because it is passed on, to a server that throws it away.
    private static string Configuration(string directory, int port, int sink) => $$"""
        daemon off; master_process on; worker_processes 1;
        pid {{directory}}/nginx.pid; error_log stderr notice;
        events { worker_connections 1024; }
        http {
          log_format understood '$status\t$http_x_forwarded_for\t$request_method\t$request_uri\t$request_body';
          client_body_temp_path {{directory}}/body; proxy_temp_path {{directory}}/proxy; fastcgi_temp_path {{directory}}/fastcgi;
          uwsgi_temp_path {{directory}}/uwsgi; scgi_temp_path {{directory}}/scgi;
          large_client_header_buffers 8 64k; client_header_buffer_size 64k; keepalive_requests 1000000; merge_slashes off; underscores_in_headers on;
          client_body_in_single_buffer on; client_body_buffer_size 64k;
          server { listen 127.0.0.1:{{sink}}; access_log off; location / { return 200 "ok"; } }
          server { listen 127.0.0.1:{{port}}; access_log {{directory}}/access.log understood;
            location / { proxy_pass http://127.0.0.1:{{sink}}/; proxy_method POST; } }
        }

        """;
}
