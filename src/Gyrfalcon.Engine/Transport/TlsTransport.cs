using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Tls;

namespace Gyrfalcon.Engine.Transport;

/// <summary>TLS over a TCP transport, as client or as server: OpenSSL between the bytes of one and of the other, every step on the worker's thread.</summary>
public sealed class TlsTransport : Transport
{
    private readonly TcpTransport _tcp;
    private readonly TlsSession _session;
    private IoStatus _error;

    /// <summary>Puts a session under <paramref name="context"/> over <paramref name="tcp"/>, which belongs to this transport from now on.</summary>
    public TlsTransport(TcpTransport tcp, TlsContext context)
    {
        ArgumentNullException.ThrowIfNull(tcp);
        ArgumentNullException.ThrowIfNull(context);
        _tcp = tcp;
        _session = new TlsSession(context, tcp.Worker.Buffers);
    }

    /// <inheritdoc/>
    public override TcpTransport Tcp => _tcp;

    /// <inheritdoc/>
    public override bool IsPlain => false;

    /// <inheritdoc/>
    public override bool IsQuiet => _error == IoStatus.Ok && !_session.HasInput && _tcp.IsQuiet;

    /// <summary>The name that the client asked for, in lower case without a dot at its end; null if none, or if this is the client.</summary>
    public string? ServerName => _session.ServerName;

    /// <summary>The handshake went on with an earlier session.</summary>
    public bool IsResumed => _session.IsResumed;

    /// <summary>The version agreed on in the handshake, such as <c>TLSv1.3</c>; null once the transport is closed.</summary>
    public string? Version => _session.Version;

    /// <summary>The protocol agreed on in the handshake (ALPN); null if none, or once the transport is closed.</summary>
    public byte[]? Protocol => _session.Protocol;

    /// <summary>The certificate that the peer has shown, in DER; null if none.</summary>
    public byte[]? PeerCertificate => _session.PeerCertificate;

    /// <summary>Why the handshake or the session failed, in OpenSSL's words; null if it did not.</summary>
    public string? Failure => _session.Failure;

    /// <summary>The handshake.</summary>
    /// <param name="deadline">For the whole of it.</param>
    /// <param name="arrived">What has been received already; this transport's from now on. Null if nothing has.</param>
    /// <returns>Ok, CertificateRefused, TlsFailed, TimedOut, Reset, Aborted.</returns>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public async ValueTask<IoStatus> HandshakeAsync(long deadline, IoBuffer? arrived = null)
    {
        _session.Now = _tcp.Worker.Now;
        if (arrived is not null) _session.Put(arrived);
        while (_error == IoStatus.Ok)
        {
            TlsStep step = _session.Handshake();
            if (_session.HasOutgoing)
            {
                IoStatus sent = await SendOutgoingAsync(deadline, more: false);
                if (sent != IoStatus.Ok) return Fail(sent);
            }

            if (step == TlsStep.Done) return IoStatus.Ok;
            if (step != TlsStep.WantsInput) return Fail(_session.IsCertificateRefused ? IoStatus.CertificateRefused : IoStatus.TlsFailed);
            Received received = await _tcp.ReceiveAsync(deadline);
            if (received.Buffer is not { } buffer) return Fail(received.Status is IoStatus.Closed or IoStatus.Failed ? IoStatus.TlsFailed : received.Status);
            if (!TryPut(buffer)) break;
        }

        return _error;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public override async ValueTask<Received> ReceiveAsync(long deadline)
    {
        while (_error == IoStatus.Ok)
        {
            if (_session.HasInput)
            {
                IoBuffer plain = _tcp.Worker.Buffers.Rent();
                TlsStep step = _session.Read(plain);
                if (step == TlsStep.Done) return new Received(plain);
                plain.Release();
                if (step == TlsStep.Closed) return new Received(IoStatus.Closed);
                if (step == TlsStep.Failed) return new Received(Fail(IoStatus.TlsFailed));
            }

            Received received = await _tcp.ReceiveAsync(deadline);

            // A bare end is no close_notify: what came may have been cut short (RFC 8446 §6.1).
            if (received.Buffer is not { } buffer) return new Received(received.Status == IoStatus.Closed ? IoStatus.Reset : received.Status);
            if (!TryPut(buffer)) break;
        }

        return new Received(_error);
    }

    /// <inheritdoc/>
    public override ValueTask<IoStatus> SendAsync(IoBuffer buffer, long deadline, bool more = false)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        bool written = _error == IoStatus.Ok && _session.Write(buffer.Filled);
        buffer.Release();
        if (!written) return new(_error == IoStatus.Ok ? Fail(IoStatus.TlsFailed) : _error);
        IoBuffer? first = _session.TakeOutgoing();
        if (first is null) return new(IoStatus.Ok);
        return _session.HasOutgoing ? SendAllAsync(first, deadline, more) : _tcp.SendAsync(first, deadline, more);
    }

    /// <inheritdoc/>
    public override ValueTask<IoStatus> FlushAsync(long deadline) => _tcp.FlushAsync(deadline);

    /// <inheritdoc/>
    public override void SetReceiveDeadline(long deadline) => _tcp.SetReceiveDeadline(deadline);

    /// <inheritdoc/>
    public override void ShutdownSend()
    {
        SayEnd();
        _tcp.ShutdownSend();
    }

    /// <inheritdoc/>
    public override void Close()
    {
        SayEnd();
        _tcp.Close();
        End();
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        _tcp.Abort();
        End();
    }

    /// <summary>A close_notify, unless a send is under way, behind which nothing can be put, or the connection is no longer of use.</summary>
    private void SayEnd()
    {
        if (_error != IoStatus.Ok || _tcp.IsClosed || _tcp.IsSending) return;
        _session.End();

        // Nobody waits for it, and it has no deadline: what was sent before may still be on its way, and would be given up with it. Closing bounds that.
        while (_session.TakeOutgoing() is { } buffer)
        {
            if (_tcp.IsSending) buffer.Release();
            else _ = _tcp.SendAsync(buffer, WorkerTimer.Never);
        }
    }

    private void End()
    {
        if (_error == IoStatus.Ok) _error = IoStatus.Aborted;
        _session.Dispose();
    }

    private IoStatus Fail(IoStatus status)
    {
        if (_error == IoStatus.Ok) _error = status;
        return _error;
    }

    /// <summary>False if the transport was closed while the bytes were on their way.</summary>
    private bool TryPut(IoBuffer buffer)
    {
        if (_error == IoStatus.Ok) _session.Put(buffer);
        else buffer.Release();
        return _error == IoStatus.Ok;
    }

    private ValueTask<IoStatus> SendOutgoingAsync(long deadline, bool more) => SendAllAsync(_session.TakeOutgoing()!, deadline, more);

    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    private async ValueTask<IoStatus> SendAllAsync(IoBuffer first, long deadline, bool more)
    {
        IoBuffer? next = first;
        while (next is not null)
        {
            IoStatus sent = await _tcp.SendAsync(next, deadline, more || _session.HasOutgoing);
            if (sent != IoStatus.Ok) return Fail(sent);
            next = _session.TakeOutgoing();
        }

        return IoStatus.Ok;
    }
}
