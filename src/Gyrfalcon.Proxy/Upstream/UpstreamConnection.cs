using System;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Transport;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>A connection to an endpoint: in use by one exchange, or idle in its worker's pool.</summary>
public sealed class UpstreamConnection : WorkerTimer, IInputWatcher
{
    private long _idleSince;
    private bool _idle;
    private bool _ended;
    private int _addressesGeneration;

    /// <summary>Wraps a fresh connection to <paramref name="endpoint"/>, which has been counted in its breaker.</summary>
    public UpstreamConnection(Transport transport, Endpoint endpoint)
    {
        Input = new Input(transport);
        Transport = transport;
        Endpoint = endpoint;
        _addressesGeneration = endpoint.State.AddressesGeneration - 1;
    }

    /// <summary>Bytes received and not consumed.</summary>
    public Input Input { get; }

    /// <summary>The bytes' way.</summary>
    public Transport Transport { get; }

    /// <summary>Whose it is.</summary>
    public Endpoint Endpoint { get; }

    /// <summary>It has carried an exchange before, so it may have been closed by the endpoint at any time.</summary>
    public bool IsReused { get; private set; }

    /// <inheritdoc/>
    protected override long Due => _idle ? _idleSince + Endpoint.Connections.IdleTimeout : Never;

    /// <summary>Begins its time in the pool.</summary>
    internal void BeginIdle()
    {
        _idle = true;
        _idleSince = Transport.Tcp.Worker.Now;
        Transport.Tcp.InputWatcher = this;
        Transport.Tcp.Worker.Timers.Set(this);
        Transport.Tcp.WatchInput();
    }

    /// <summary>Ends its time in the pool; false if the endpoint has closed it meanwhile, or has moved elsewhere.</summary>
    internal bool EndIdle()
    {
        _idle = false;
        IsReused = true;
        Transport.Tcp.InputWatcher = null;
        if (Transport.IsQuiet && IsStillAnAddress()) return true;
        Close();
        return false;
    }

    /// <summary>Closes it for good.</summary>
    public void Close()
    {
        End();
        Transport.Close();
    }

    /// <summary>Ends it at once, with a reset; what was not sent is dropped.</summary>
    public void Abort()
    {
        End();
        Transport.Abort();
    }

    /// <inheritdoc/>
    public void OnUnexpectedInput() => CloseIdle();

    /// <inheritdoc/>
    protected override void OnDue() => CloseIdle();

    /// <summary>The endpoint's name still stands for the address that this connection leads to; looked up only when its addresses may have changed.</summary>
    private bool IsStillAnAddress()
    {
        int generation = Endpoint.State.AddressesGeneration;
        if (generation == _addressesGeneration) return true;
        _addressesGeneration = generation;
        return Endpoint.State.Addresses.AsSpan().Contains(Transport.Tcp.RemoteAddress);
    }

    private void End()
    {
        _idle = false;
        Transport.Tcp.Worker.Timers.Remove(this);
        Input.Clear();
        if (_ended) return;
        _ended = true;
        Endpoint.Breaker.EndConnection();
    }

    private void CloseIdle()
    {
        if (!_idle) return;
        Endpoint.Pools[Transport.Tcp.Worker.Index].Remove(this);
        Close();
    }
}
