using System;
using System.Diagnostics;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;

namespace Gyrfalcon.Engine.Transport;

/// <summary>TLS over a TCP transport: SslStream, whose every step runs on the worker's thread.</summary>
public sealed class TlsTransport : Transport
{
    private readonly TcpTransport _tcp;
    private readonly TransportStream _inner;
    private readonly SslStream _tls;
    private bool _certificateRefused;
    private IoStatus _error;

    /// <summary>Wraps <paramref name="tcp"/>, which belongs to this transport from now on.</summary>
    public TlsTransport(TcpTransport tcp)
    {
        _tcp = tcp;
        _inner = new TransportStream(tcp);
        _tls = new SslStream(_inner, leaveInnerStreamOpen: true);
    }

    /// <inheritdoc/>
    public override TcpTransport Tcp => _tcp;

    /// <inheritdoc/>
    public override bool IsPlain => false;

    /// <inheritdoc/>
    public override bool IsQuiet => _error == IoStatus.Ok && !_inner.HasBytes && _tcp.IsQuiet;

    /// <summary>Handshake as client.</summary>
    /// <param name="options">Name, authorities, versions. Its certificate callback, if it has one, decides over the certificate.</param>
    /// <param name="deadline">For the whole handshake.</param>
    /// <returns>Ok, CertificateRefused, TlsFailed, TimedOut, Reset, Closed.</returns>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public async ValueTask<IoStatus> AuthenticateAsClientAsync(SslClientAuthenticationOptions options, long deadline)
    {
        _inner.ReceiveDeadline = deadline;
        _inner.SendDeadline = deadline;
        try
        {
            await _tls.AuthenticateAsClientAsync(WithRefusalNoted(options), CancellationToken.None);
            return IoStatus.Ok;
        }
        catch (TransportException broken)
        {
            return _error = broken.Status is IoStatus.Closed or IoStatus.Failed ? IoStatus.TlsFailed : broken.Status;
        }
        catch (Exception failure) when (failure is AuthenticationException or System.IO.IOException)
        {
            return _error = _certificateRefused ? IoStatus.CertificateRefused : IoStatus.TlsFailed;
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public override async ValueTask<Received> ReceiveAsync(long deadline)
    {
        if (_error != IoStatus.Ok) return new Received(_error);
        _inner.ReceiveDeadline = deadline;
        IoBuffer? buffer = null;
        try
        {
            // Waits without a buffer; the second read finds what the first one waited for.
            int nothing = await _tls.ReadAsync(Memory<byte>.Empty, CancellationToken.None);
            Debug.Assert(nothing == 0);
            buffer = _tcp.Worker.Buffers.Rent();
            int count = await _tls.ReadAsync(buffer.Array, CancellationToken.None);
            if (count > 0)
            {
                buffer.Commit(count);
                return new Received(buffer);
            }

            buffer.Release();
            return new Received(_inner.EndedInOrder(_tls) ? IoStatus.Closed : IoStatus.Reset);
        }
        catch (TransportException broken)
        {
            buffer?.Release();
            return new Received(_error = broken.Status);
        }
        catch (Exception failure) when (failure is System.IO.IOException or AuthenticationException or ObjectDisposedException)
        {
            buffer?.Release();
            return new Received(_error = IoStatus.TlsFailed);
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public override async ValueTask<IoStatus> SendAsync(IoBuffer buffer, long deadline, bool more = false)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        _inner.SendDeadline = deadline;
        try
        {
            if (_error != IoStatus.Ok) return _error;
            await _tls.WriteAsync(buffer.Array.AsMemory(buffer.Start, buffer.Length), CancellationToken.None);
            return IoStatus.Ok;
        }
        catch (TransportException broken)
        {
            return _error = broken.Status;
        }
        catch (Exception failure) when (failure is System.IO.IOException or ObjectDisposedException)
        {
            return _error = IoStatus.TlsFailed;
        }
        finally
        {
            buffer.Release();
        }
    }

    /// <inheritdoc/>
    public override ValueTask<IoStatus> FlushAsync(long deadline) => _tcp.FlushAsync(deadline);

    /// <inheritdoc/>
    public override void SetReceiveDeadline(long deadline)
    {
        _inner.ReceiveDeadline = deadline;
        _tcp.SetReceiveDeadline(deadline);
    }

    /// <inheritdoc/>
    public override void ShutdownSend() => _tcp.ShutdownSend();

    /// <inheritdoc/>
    public override void Close()
    {
        _tcp.Close();
        Dispose();
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        _tcp.Abort();
        Dispose();
    }

    private void Dispose()
    {
        if (_error == IoStatus.Ok) _error = IoStatus.Aborted;
        _inner.Clear();
        _tls.Dispose();
    }

    private SslClientAuthenticationOptions WithRefusalNoted(SslClientAuthenticationOptions options)
    {
        RemoteCertificateValidationCallback? judge = options.RemoteCertificateValidationCallback;
        return new SslClientAuthenticationOptions
        {
            TargetHost = options.TargetHost,
            EnabledSslProtocols = options.EnabledSslProtocols,
            CertificateRevocationCheckMode = options.CertificateRevocationCheckMode,
            CertificateChainPolicy = options.CertificateChainPolicy,
            ApplicationProtocols = options.ApplicationProtocols,
            ClientCertificates = options.ClientCertificates,
            RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
            {
                bool accepted = judge is null ? errors == SslPolicyErrors.None : judge(sender, certificate, chain, errors);
                _certificateRefused = !accepted;
                return accepted;
            },
        };
    }
}
