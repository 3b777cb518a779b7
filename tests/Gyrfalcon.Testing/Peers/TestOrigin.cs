using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Testing;

/// <summary>A small, well-behaved HTTP/1.1 origin that knows its name, remembers what it was asked, and can be killed and revived.</summary>
public sealed class TestOrigin : IAsyncDisposable
{
    private readonly HeldPort _port;
    private readonly ConcurrentDictionary<string, Func<OriginExchange, Task>> _handlers = new();
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly ConcurrentQueue<OriginExchange> _exchanges = new();
    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentQueue<ReadProxyHeader> _proxyHeaders = new();
    private readonly bool _takesProxyHeaders;
    private readonly X509Certificate2? _clientAuthority;
    private Socket? _listener;
    private int _connections;

    private TestOrigin(string name, X509Certificate2? certificate, HeldPort port, bool takesProxyHeaders, X509Certificate2? clientAuthority)
    {
        _clientAuthority = clientAuthority;
        _takesProxyHeaders = takesProxyHeaders;
        _port = port;
        Name = name;
        _certificate = certificate;
    }

    public string Name { get; }

    public int Port => _port.Address.Port;

    /// <summary>http://127.0.0.1:PORT, or https.</summary>
    public string Url => $"{(_certificate is null ? "http" : "https")}://{_port.Address}";

    /// <summary>Connections made so far.</summary>
    public int ConnectionCount => Volatile.Read(ref _connections);

    public int OpenConnections => _open.Count;

    /// <summary>Every request so far, in the order in which the heads arrived.</summary>
    public IReadOnlyList<OriginExchange> Exchanges => [.. _exchanges];

    public int RequestCount => _exchanges.Count;

    /// <summary>The PROXY header of each connection that sent one, in the order in which they arrived.</summary>
    public IReadOnlyList<ReadProxyHeader> ProxyHeaders => [.. _proxyHeaders];

    /// <summary>Starts an origin; with a certificate it speaks TLS.</summary>
    public static TestOrigin Start(string name = "origin", X509Certificate2? certificate = null) => Start(name, certificate, new HeldPort());

    /// <summary>Starts an origin at another loopback address and a certain port.</summary>
    public static TestOrigin StartAt(string name, string ip, int port, X509Certificate2? certificate = null) => Start(name, certificate, new HeldPort(ip, port));

    /// <summary>Starts an origin whose connections must begin with a PROXY header; with a certificate TLS comes behind it.</summary>
    public static TestOrigin StartTakingProxyHeaders(string name = "origin", X509Certificate2? certificate = null) => Start(name, certificate, new HeldPort(), takesProxyHeaders: true);

    /// <summary>Starts an origin that speaks TLS with clients alone that show a certificate of an authority.</summary>
    public static TestOrigin StartDemandingCertificates(X509Certificate2 certificate, X509Certificate2 authority) => Start("origin", certificate, new HeldPort(), clientAuthority: authority);

    private static TestOrigin Start(string name, X509Certificate2? certificate, HeldPort port, bool takesProxyHeaders = false, X509Certificate2? clientAuthority = null)
    {
        var origin = new TestOrigin(name, certificate, port, takesProxyHeaders, clientAuthority);
        origin.Revive();
        return origin;
    }

    /// <summary>Starts origins named a, b, c …</summary>
    public static TestOrigin[] StartMany(int count) => [.. Enumerable.Range(0, count).Select(number => Start(((char)('a' + number)).ToString()))];

    /// <summary>Answers a path (without query) in the test's own way.</summary>
    public void Handle(string path, Func<OriginExchange, Task> handler) => _handlers[path] = handler;

    /// <summary>Refuses new connections and resets those that are open, as a machine that dies.</summary>
    public void Kill()
    {
        Interlocked.Exchange(ref _listener, null)?.Dispose();
        foreach (Socket socket in _open.Keys)
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself meanwhile.
            }
        }
    }

    /// <summary>Listens (again), on the same port.</summary>
    public void Revive()
    {
        Socket listener = _port.Listen();
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _port.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptAsync();
                socket.NoDelay = true;
                _open[socket] = 0;
                if (_listener != listener)
                    socket.Close();
                _ = ServeAsync(socket, Interlocked.Increment(ref _connections) - 1);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Killed.
        }
    }

    private async Task ServeAsync(Socket socket, int connection)
    {
        try
        {
            await using var plain = new NetworkStream(socket, ownsSocket: true);
            ReadProxyHeader? header = _takesProxyHeaders ? await Testing.ProxyHeaders.ReadAsync(plain) : null;
            if (header is not null)
                _proxyHeaders.Enqueue(header);
            if (_certificate is null)
            {
                await ServeAsync(plain, connection, null, null, header);
                return;
            }

            await using var tls = new SslStream(plain);
            var options = new SslServerAuthenticationOptions { ServerCertificate = _certificate };
            if (_clientAuthority is not null)
            {
                options.ClientCertificateRequired = true;
                options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                options.CertificateChainPolicy.CustomTrustStore.Add(_clientAuthority);
            }

            await tls.AuthenticateAsServerAsync(options);
            await ServeAsync(tls, connection, tls.TargetHostName, tls.RemoteCertificate?.Subject, header);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or AuthenticationException or WireViolationException)
        {
            // The client went away or broke the rules; the test looks at its own end.
        }
        finally
        {
            _open.TryRemove(socket, out _);
        }
    }

    private async Task ServeAsync(Stream stream, int connection, string? serverName, string? clientSubject, ReadProxyHeader? header)
    {
        var reader = new WireReader(stream);
        while (await MessageReader.ReadRequestAsync(reader) is { } request)
        {
            var exchange = new OriginExchange(this, connection, request, stream, serverName) { CloseAfterwards = !request.KeepsAlive, ClientSubject = clientSubject, ProxyHeader = header };
            _exchanges.Enqueue(exchange);
            await HandlerOf(request.Target)(exchange);
            if (exchange.CloseAfterwards || !request.Body.Ended)
                return;
        }
    }

    private Func<OriginExchange, Task> HandlerOf(string target)
    {
        string path = target.Split('?')[0];
        if (_handlers.TryGetValue(path, out Func<OriginExchange, Task>? handler))
            return handler;
        string segment = path.Split('/', 3) is [_, var first, ..] ? first : "";
        return OriginPaths.BySegment.TryGetValue(segment, out handler) ? handler : OriginPaths.NameAsync;
    }
}
