using System.IO;

namespace Gyrfalcon.Commands;

/// <summary>What a command says cannot be written, so there is no use in going on.</summary>
internal sealed class StandardOutputException(string reason, bool isClosed) : IOException(reason)
{
    /// <summary>Whoever read it has read enough.</summary>
    internal bool IsClosed => isClosed;
}
