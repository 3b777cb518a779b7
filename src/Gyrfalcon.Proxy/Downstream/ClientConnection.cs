using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http.ProxyProtocol;
using Gyrfalcon.Proxy.Certificates;
using Gyrfalcon.Proxy.Exchanges;

namespace Gyrfalcon.Proxy.Downstream;

/// <summary>One client's connection: exchange after exchange, in order, until one side ends it. Belongs to one worker.</summary>
public sealed class ClientConnection : IInputWatcher
{
    /// <summary>How long the peer is given to take our last answer and end its side, in nanoseconds.</summary>
    private const long LingerTime = 2_000_000_000;

    /// <summary>The most that is read and thrown away meanwhile.</summary>
    private const long LingerBytes = 1 << 20;

    private readonly WorkerState _worker;
    private Exchange? _exchange;
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
        EnteredAt = worker.Worker.Now;
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

    /// <summary>What a trusted proxy said of the client when it connected; null on a listener that takes no PROXY headers.</summary>
    public ProxyHeader? ProxyHeader { get; private set; }

    /// <summary>The peer's address; the one in its PROXY header, if that has one.</summary>
    public Address Address { get; private set; }

    /// <summary>Where the peer connected to, here or, as its PROXY header says, at the proxy before us. Asks the kernel.</summary>
    public Address Destination => ProxyHeader?.Destination is { } told ? new Address(told, ProxyHeader.DestinationPort) : Transport.Tcp.LocalAddress;

    /// <summary>What comes from <see cref="Address"/> comes from a trusted proxy: what it says about the client counts.</summary>
    public bool IsTrusted { get; private set; }

    /// <summary>The client came by TLS, to us or, as its PROXY header says, to the proxy before us.</summary>
    public bool IsSecured => !Transport.IsPlain || ProxyHeader?.Tls is not null;

    /// <summary>It is counted among its client's connections.</summary>
    internal bool IsCounted { get; private set; }

    /// <summary>The process or the listener ends, so that no exchange follows the one under way.</summary>
    internal bool EndsAfterExchange => _worker.IsDraining || Listener.Current.IsClosed;

    /// <summary>Nobody waits for another request any more; one that has arrived is answered, for closing would reset it.</summary>
    private bool EndsWhileIdle => (_worker.ClosesIdle || Listener.Current.ClosesIdle) && !Transport.Tcp.HasUnreadInput;

    /// <summary>When it was let in, in nanoseconds of the worker's clock.</summary>
    internal long EnteredAt { get; }

    /// <summary>Exchanges that have begun.</summary>
    internal long Exchanges { get; private set; }

    /// <summary>The exchange under way; null if there is none.</summary>
    internal Exchange? Exchange => _exchange;

    /// <summary>Nothing more is answered; the client is given time to take what was.</summary>
    internal bool IsLingering => _mustLinger && _exchange is null;

    internal ClientConnection? Previous { get; set; }

    internal ClientConnection? Following { get; set; }

    /// <summary>Serves the connection to its end.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public async ValueTask<bool> RunAsync()
    {
        try
        {
            bool isFirst = true;
            long idleTime = Listener.RequestHeaderTimeout;
            long deadline = _worker.Worker.After(Listener.SpeaksTls ? Listener.TlsHandshakeTimeout : Listener.RequestHeaderTimeout);
            bool keep = (!Listener.TakesProxyHeaders || await IntroduceAsync(deadline)) && (!Listener.SpeaksTls || await SecureAsync(deadline));
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
                LacksTls |= Listener.SpeaksTls && Transport.IsPlain;
                isFirst = false;
                idleTime = Listener.KeepAlive;
                Exchange exchange = _exchange = _worker.RentExchange(this);
                Exchanges++;
                keep = await ExchangeRunner.RunAsync(exchange);

                // Nothing more is to come after a request that was read whole and was the client's last, so the connection can be closed at once.
                _mustLinger = !keep && (Input.HasBytes || exchange.Request.KeepAlive || !exchange.Request.IsComplete || !exchange.RequestBody.IsComplete);
                ReturnExchange();
            }

            if (_mustLinger) await LingerAsync();
        }
        finally
        {
            // Also when a bug threw: the connection must not stay open and counted.
            Input.Clear();
            Transport.Close();
            if (_exchange is not null) _worker.DropExchange(_exchange);
            _worker.Leave(this);
            _exchange?.Abandon();
        }

        return true;
    }

    /// <summary>Learns from the PROXY header whose connection this is. False if it has no proper one, or the client has as many connections as it may.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> IntroduceAsync(long deadline)
    {
        _idle = true;
        ProxyHeader = await ProxyHeaderIntake.ReadAsync(_worker, Listener, Input, deadline);
        _idle = false;
        if (ProxyHeader is not { IsLocal: false } header) return ProxyHeader is not null;

        // What comes from now on is a client's, not the proxy's. One whose address is not said is believed nothing.
        IsTrusted = false;
        if (header.Source is not { } source) return true;
        Address = new Address(source, header.SourcePort);
        IsTrusted = Listener.Trusts(Address);
        bool hasRoom = ListenerAcceptor.TryCount(_worker, Listener, Address, IsTrusted, out bool counted);
        IsCounted = counted;
        if (!hasRoom) Transport.Abort();
        return hasRoom;
    }

    /// <summary>The way into a listener that speaks TLS; false if there is nothing to go on with.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> SecureAsync(long deadline)
    {
        _idle = true;
        Received first = Input.HasBytes ? new Received(Input.Take()) : await Transport.ReceiveAsync(deadline);
        _idle = false;
        if (first.Buffer is not { } buffer) return false;
        TlsEntry entry = await TlsEntrance.EnterAsync(this, _worker, buffer, deadline);
        if (entry.Arrived is { } arrived) Input.Accept(new Received(arrived));
        if (entry.Exchange is { } exchange) return await PassOnAsync(exchange, deadline);
        LacksTls = entry.Kind == TlsEntryKind.Plain;
        if (entry.Secured is not { } secured) return LacksTls;
        Transport = secured;
        Input = new Input(secured);
        ServerName = secured.ServerName;
        if (Listener.Tls!.Rules.Clients is null || secured.PeerCertificate is not { } shown) return true;
        Certificate = ClientCertificate.TryRead(shown);
        return Certificate is not null;
    }

    /// <summary>Relays the connection to whoever ends it; nothing follows.</summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<bool> PassOnAsync(Exchange exchange, long deadline)
    {
        _exchange = exchange;
        Exchanges++;
        await Passthrough.RunAsync(exchange);
        if (!exchange.ResponseStarted) _mustLinger = await TlsEntrance.RefuseAsync(Transport, _worker, TlsAlert.InternalError, deadline);
        ReturnExchange();
        return false;
    }

    private void ReturnExchange()
    {
        _worker.ReturnExchange(_exchange!);
        _exchange = null;
    }

    /// <summary>
    /// While the response is awaited on <paramref name="upstream"/>, a client that resets its connection ends the wait: nobody wants
    /// the endpoint's work any more.
    /// </summary>
    internal void AwaitOn(Transport upstream)
    {
        _awaited = upstream;
        Transport.Tcp.InputWatcher = this;
        if (Transport.Tcp.IsPeerGone) OnUnexpectedInput();
    }

    /// <summary>While the request waits for <paramref name="signal"/>, a client that resets its connection ends the wait.</summary>
    internal void AwaitOn(WorkerSignal signal)
    {
        _awaitedSignal = signal;
        Transport.Tcp.InputWatcher = this;
        if (Transport.Tcp.IsPeerGone) OnUnexpectedInput();
    }

    /// <summary>The wait is over.</summary>
    internal void StopAwaiting()
    {
        _awaited = null;
        _awaitedSignal = null;
        Transport.Tcp.InputWatcher = null;
    }

    /// <inheritdoc/>
    public void OnUnexpectedInput()
    {
        if (_awaited is null && _awaitedSignal is null) return;
        if (Transport.Tcp.IsPeerGone)
        {
            _awaited?.Abort();
            _awaitedSignal?.Set();
            return;
        }

        Transport.Tcp.InputWatcher = this;
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
