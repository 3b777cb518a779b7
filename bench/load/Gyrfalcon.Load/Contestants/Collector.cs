using System.Net;
using System.Threading.Tasks;
using Gyrfalcon.Load.Processes;

namespace Gyrfalcon.Load.Contestants;

/// <summary>Takes telemetry by OTLP over HTTP and forgets it, so that sending it costs the proxy what it does in earnest. In the harness's own process, whose time is not counted.</summary>
internal sealed class Collector
{
    private readonly HttpListener _listener = new();

    internal Collector()
    {
        Url = $"http://127.0.0.1:{new FreePorts().Take()}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = TakeAsync();
    }

    internal string Url { get; }

    private async Task TakeAsync()
    {
        while (true)
        {
            HttpListenerContext exchange = await _listener.GetContextAsync();
            await exchange.Request.InputStream.CopyToAsync(System.IO.Stream.Null);
            exchange.Response.ContentType = "application/x-protobuf";
            exchange.Response.Close();
        }
    }
}
