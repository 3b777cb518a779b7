using System;

namespace Gyrfalcon.Load;

/// <summary>The run cannot go on; the message is a sentence for whoever started it.</summary>
public sealed class LoadException : Exception
{
    public LoadException()
    {
    }

    public LoadException(string message)
        : base(message)
    {
    }

    public LoadException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
