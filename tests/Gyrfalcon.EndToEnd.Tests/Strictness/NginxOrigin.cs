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
        int port;
        using (var free = new HeldPort())
            port = free.Address.Port;
        string file = directory.Write("nginx.conf", Configuration(directory.Path, port));
        var nginx = new NginxOrigin(directory, ProgramProcess.Start(Binary, ["-p", directory.Path, "-e", "stderr", "-c", file]), $"http://127.0.0.1:{port}");
        await nginx._process.Errors.WaitForAsync(line => line.Contains("start worker process ", StringComparison.Ordinal), "nginx's worker");
        return nginx;
    }

    /// <summary>Stops it in order and gives, for each client's address, what it asked: method, target and body, the body as nginx escapes it.</summary>
    internal async Task<ILookup<string, string>> StopAsync()
    {
        _process.Signal(Quit);
        Assert.Equal(0, await _process.ExitAsync());
        return (await File.ReadAllLinesAsync(Log)).Select(line => line.Split('\t', 2)).ToLookup(parts => parts[0], parts => parts[1]);
    }

    /// <summary>A request's line in the log, as <see cref="StopAsync"/> gives it.</summary>
    internal static string LineOf(string method, string target, string body) => $"{method}\t{Escape(target)}\t{(body.Length == 0 ? "-" : Escape(body))}";

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
    private static string Configuration(string directory, int port) => $$"""
        daemon off; master_process on; worker_processes 1;
        pid {{directory}}/nginx.pid; error_log stderr notice;
        events { worker_connections 1024; }
        http {
          log_format understood '$http_x_forwarded_for\t$request_method\t$request_uri\t$request_body';
          client_body_temp_path {{directory}}/body; proxy_temp_path {{directory}}/proxy; fastcgi_temp_path {{directory}}/fastcgi;
          uwsgi_temp_path {{directory}}/uwsgi; scgi_temp_path {{directory}}/scgi;
          large_client_header_buffers 8 64k; client_header_buffer_size 64k; keepalive_requests 1000000; merge_slashes off; underscores_in_headers on;
          client_body_in_single_buffer on; client_body_buffer_size 64k;
          server { listen unix:{{directory}}/sink; access_log off; location / { return 200 "ok"; } }
          server { listen 127.0.0.1:{{port}}; access_log {{directory}}/access.log understood;
            location / { proxy_pass http://unix:{{directory}}/sink:/; proxy_method POST; } }
        }

        """;
}
