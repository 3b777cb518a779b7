using System.Collections.Generic;

namespace Gyrfalcon.Proxy.Upstream;

/// <summary>
/// One worker's idle connections to one endpoint, the last used first, so that those in excess grow old and are closed.
/// </summary>
public sealed class ConnectionPool(ConnectionRules rules)
{
    private readonly List<UpstreamConnection> _idle = [];
    private readonly int _most = rules.AreForOneRequest ? 0 : rules.MaxIdle;

    /// <summary>Number of idle connections.</summary>
    public int Count => _idle.Count;

    /// <summary>A connection that was quiet up to now, or null.</summary>
    public UpstreamConnection? TryTake()
    {
        while (_idle.Count > 0)
        {
            UpstreamConnection connection = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            if (connection.EndIdle()) return connection;
        }

        return null;
    }

    /// <summary>Keeps <paramref name="connection"/> for the next exchange, or closes it when enough are kept.</summary>
    public void Return(UpstreamConnection connection)
    {
        if (_idle.Count >= _most || connection.Endpoint.State.IsRetired)
        {
            connection.Close();
            return;
        }

        _idle.Add(connection);
        connection.BeginIdle();
    }

    /// <summary>Closes all.</summary>
    public void Clear()
    {
        while (_idle.Count > 0)
        {
            UpstreamConnection connection = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            connection.Close();
        }
    }

    internal void Remove(UpstreamConnection connection) => _idle.Remove(connection);
}
