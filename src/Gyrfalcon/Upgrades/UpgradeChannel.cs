using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Gyrfalcon.Upgrades;

/// <summary>
/// What the process before and the one that takes over say to each other, in lines, on a socket pair that only they have. The one before begins with the version, what it hands over, and <see cref="End"/>; the other
/// answers with any number of errors and remarks or with <see cref="Ready"/>; then <see cref="AdminIsFree"/> and <see cref="Serving"/>.
/// </summary>
internal sealed class UpgradeChannel(int descriptor) : IDisposable
{
    /// <summary>Tells a process the descriptor of its end.</summary>
    internal const string Variable = "GYR_UPGRADE_FD";

    /// <summary>Of what is said; another is not understood.</summary>
    internal const string Version = "gyr-upgrade 1";

    /// <summary>A listening descriptor and the name of its listener.</summary>
    internal const string Socket = "socket ";

    /// <summary>The keys of TLS tickets, in base64.</summary>
    internal const string Tickets = "tickets ";

    /// <summary>The admin address in use.</summary>
    internal const string Admin = "admin ";

    /// <summary>What operators have changed (<see cref="Gyrfalcon.Admin.State.SavedState"/>), in base64. One who does not understand it goes by the file.</summary>
    internal const string State = "state ";

    /// <summary>The descriptor of the lock of the directory of <c>state</c>, and the directory: both processes have it until one of them ends.</summary>
    internal const string Lock = "lock ";

    /// <summary>Nothing more is handed over.</summary>
    internal const string End = "end";

    /// <summary>Why it cannot take over.</summary>
    internal const string Error = "error ";

    /// <summary>What whoever asked for the upgrade should know, though it succeeds.</summary>
    internal const string Remark = "remark ";

    /// <summary>What operators have changed is in force there, too.</summary>
    internal const string StateIsTaken = "state-is-taken";

    /// <summary>All listeners are open and all workers accept.</summary>
    internal const string Ready = "ready";

    /// <summary>The one before no longer listens on the admin address, or will not in a moment.</summary>
    internal const string AdminIsFree = "admin-is-free";

    /// <summary>It has taken over.</summary>
    internal const string Serving = "serving";

    /// <summary>A process that does not read must not hold up one that serves.</summary>
    private const int PatienceMilliseconds = 5_000;

    private readonly NetworkStream _stream = new(new System.Net.Sockets.Socket(new SafeSocketHandle(descriptor, ownsHandle: true)), ownsSocket: true) { WriteTimeout = PatienceMilliseconds };
    private StreamReader? _reader;

    /// <summary>Says lines; to somebody who has gone or does not listen, in vain.</summary>
    internal void Send(IEnumerable<string> lines)
    {
        try
        {
            _stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line.ReplaceLineEndings(" ") + "\n"))));
        }
        catch (IOException)
        {
            // The next receive shows it.
        }
    }

    /// <summary>The next line; null when the other side has ended.</summary>
    /// <exception cref="OperationCanceledException">There was none in time.</exception>
    internal async Task<string?> ReceiveAsync(CancellationToken inTime)
    {
        try
        {
            _reader ??= new StreamReader(_stream, Encoding.UTF8);
            return await _reader.ReadLineAsync(inTime);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _stream.Dispose();
    }
}
