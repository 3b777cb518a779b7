using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Tls;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Certificates;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>One client's connection: exchange after exchange, in order, until one side ends it. Belongs to one worker.</summary>
public sealed class ClientConnection
{
    /// <summary>How long the peer is given to take our last answer and end its side, in nanoseconds.</summary>
    private const long LingerTime = 2_000_000_000;

    /// <summary>The most that is read and thrown away meanwhile.</summary>
    private const long LingerBytes = 1 << 20;

    /// <summary>The type of the first record of a TLS connection (RFC 8446 §5.1).</summary>
    private const byte TlsHandshake = 22;

    private readonly WorkerState _worker;
    private readonly Action _onInputWhileWaiting;
    private Transport? _awaited;
    private WorkerSignal? _awaitedSignal;
    private bool _idle;
    private bool _mustLinger;

    /// <summary>Takes over a connection that <paramref name="listener"/> accepted.</summary>
    public ClientConnection(WorkerState worker, Listener listener, Transport transport, bool isTrusted, bool isCounted)
    {
        _worker = worker;
        Listener = listener;
        Transport = transport;
        Input = new Input(transport);
        Address = transport.Tcp.RemoteAddress;
        IsTrusted = isTrusted;
        IsCounted = isCounted;
        _onInputWhileWaiting = OnInputWhileWaiting;
    }

    /// <summary>Where it came in, with the settings that its exchange began under.</summary>
    public Listener Listener { get; private set; }

    /// <summary>The bytes' way.</summary>
    public Transport Transport { get; private set; }

    /// <summary>Bytes received and not consumed.</summary>
    public Input Input { get; private set; }

    /// <summary>The name that the client asked for when TLS began, in lower case; null if it asked for none.</summary>
    public string? ServerName { get; private set; }

    /// <summary>What its certificate says; null if it has shown none.</summary>
    public ClientCertificate? Certificate { get; private set; }

    /// <summary>It speaks plain HTTP where TLS is spoken, so its one request is answered with that.</summary>
    public bool LacksTls { get; private set; }

    /// <summary>The peer's address.</summary>
    public Address Address { get; }

    /// <summary>The peer is a trusted proxy: what it says about the client counts.</summary>
    public bool IsTrusted { get; }

    /// <summary>It is counted among its client's connections.</summary>
    internal bool IsCounted { get; }

    /// <summary>The process or the listener ends, so that no exchange follows the one under way.</summary>
    internal bool EndsAfterExchange => _worker.IsDraining || Listener.Current.IsClosed;

    /// <summary>Nobody waits for another request any more; one that has arrived is answered, for closing would reset it.</summary>
    private bool EndsWhileIdle => (_worker.ClosesIdle || Listener.Current.IsClosed) && !Transport.Tcp.HasUnreadInput;

    internal ClientConnection? Previous { get; set; }

    internal ClientConnection? Following { get; set; }

    /// <summary>Serves the connection to its end.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public async ValueTask<bool> RunAsync()
    {
        Exchange? exchange = null;
        try
        {
            bool isFirst = true;
            long idleTime = Listener.RequestHeaderTimeout;
            bool keep = Listener.Tls is null || await SecureAsync(Listener.Tls);
            while (keep)
            {
                if (!Input.HasBytes)
                {
                    if (!isFirst && EndsWhileIdle) break;
                    _idle = true;
                    IoStatus arrived = Input.Accept(await Transport.ReceiveAsync(_worker.Worker.After(idleTime)));
                    _idle = false;
                    if (arrived != IoStatus.Ok) break;
                }

                Listener = Listener.Current;
                LacksTls |= Listener.Tls is not null && Transport.IsPlain;
                isFirst = false;
                idleTime = Listener.KeepAlive;
                exchange = _worker.RentExchange(this);
                keep = await ExchangeRunner.RunAsync(exchange);

                // Nothing more is to come after a request that was read whole and was the client's last, so the connection can be closed at once.
                _mustLinger = !keep && (Input.HasBytes || exchange.Request.KeepAlive || !exchange.Request.IsComplete || !exchange.RequestBody.IsComplete);
                _worker.ReturnExchange(exchange);
                exchange = null;
            }

            if (_mustLinger) await LingerAsync();
        }
        finally
        {
            // Also when a bug threw: the connection must not stay open and counted.
            Input.Clear();
            Transport.Close();
            if (exchange is not null) _worker.DropExchange(exchange);
            _worker.Leave(this);
            exchange?.Abandon();
        }

        return true;
    }

    /// <summary>
    /// The TLS handshake. A session is made only when what comes first is the beginning of one, so that a stranger's garbage costs nothing; what looks like a plain request is let through, to be told.
    /// False if there is nothing to go on with.
    /// </summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> SecureAsync(TlsServerContext context)
    {
        long deadline = _worker.Worker.After(Listener.TlsHandshakeTimeout);
        _idle = true;
        Received first = await Transport.ReceiveAsync(deadline);
        _idle = false;
        if (first.Buffer is not { } buffer) return false;
        if (buffer.Filled[0] != TlsHandshake)
        {
            LacksTls = FieldSyntax.IsToken(buffer.Filled[..1]);
            if (LacksTls) Input.Accept(new Received(buffer));
            else buffer.Release();
            return LacksTls;
        }

        var secured = new TlsTransport(Transport.Tcp, context);
        Transport = secured;
        Input = new Input(secured);
        if (await secured.HandshakeAsync(deadline, buffer) != IoStatus.Ok) return false;
        ServerName = secured.ServerName;
        if (context.Rules.Clients is null || secured.PeerCertificate is not { } shown) return true;
        Certificate = ClientCertificate.TryRead(shown);
        return Certificate is not null;
    }

    /// <summary>
    /// While the response is awaited on <paramref name="upstream"/>, a client that resets its connection ends the wait: nobody wants
    /// the endpoint's work any more.
    /// </summary>
    internal void AwaitOn(Transport upstream)
    {
        _awaited = upstream;
        Transport.Tcp.OnUnexpectedInput = _onInputWhileWaiting;
        if (Transport.Tcp.IsPeerGone) OnInputWhileWaiting();
    }

    /// <summary>While the request waits for <paramref name="signal"/>, a client that resets its connection ends the wait.</summary>
    internal void AwaitOn(WorkerSignal signal)
    {
        _awaitedSignal = signal;
        Transport.Tcp.OnUnexpectedInput = _onInputWhileWaiting;
        if (Transport.Tcp.IsPeerGone) OnInputWhileWaiting();
    }

    /// <summary>The wait is over.</summary>
    internal void StopAwaiting()
    {
        _awaited = null;
        _awaitedSignal = null;
        Transport.Tcp.OnUnexpectedInput = null;
    }

    private void OnInputWhileWaiting()
    {
        if (_awaited is null && _awaitedSignal is null) return;
        if (Transport.Tcp.IsPeerGone)
        {
            _awaited?.Abort();
            _awaitedSignal?.Set();
            return;
        }

        Transport.Tcp.OnUnexpectedInput = _onInputWhileWaiting;
    }

    /// <summary>Closes the connection if no exchange is under way and no request has arrived; an exchange ends it by itself.</summary>
    internal void CloseIfIdle()
    {
        if (_idle && !Transport.Tcp.HasUnreadInput) Transport.Close();
    }

    /// <summary>
    /// Ends our side and waits for the peer to end its own: closing while it still sends would reset the connection and could destroy
    /// our answer before it is read (RFC 9112 §9.6).
    /// </summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> LingerAsync()
    {
        Transport.ShutdownSend();
        long deadline = _worker.Worker.After(LingerTime);
        long dropped = 0;
        while (dropped < LingerBytes)
        {
            dropped += Input.Bytes.Length;
            Input.Clear();
            if (Input.Accept(await Transport.ReceiveAsync(deadline)) != IoStatus.Ok) break;
        }

        return true;
    }
}
