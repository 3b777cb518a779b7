using System;

namespace Gyrfalcon.Http.Http1;

/// <summary>How large a head may be. Beyond a limit the message is refused; nothing is ever cut off.</summary>
public readonly record struct HeadLimits
{
    // Keeps every sum of limits far from overflow.
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Start line 8 KiB, header block 32 KiB, 100 fields.</summary>
    public static readonly HeadLimits Default = new(8 * 1024, 32 * 1024, 100);

    /// <summary>Trailer sections: 8 KiB, 32 fields.</summary>
    public static readonly HeadLimits Trailers = new(1, 8 * 1024, 32);

    /// <summary>Sets all limits.</summary>
    /// <param name="startLine">Bytes of the request line or status line, CR LF included; 1 to 64 MiB.</param>
    /// <param name="headerBytes">Bytes of all field lines and the empty line after them, CR LFs included; 2 to 64 MiB.</param>
    /// <param name="fields">Number of field lines, 0 to 65,535.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
    public HeadLimits(int startLine, int headerBytes, int fields)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(startLine, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(headerBytes, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startLine, MaxBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(headerBytes, MaxBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(fields);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fields, ushort.MaxValue);
        StartLine = startLine;
        HeaderBytes = headerBytes;
        Fields = fields;
    }

    /// <summary>Bytes of the start line, CR LF included.</summary>
    public int StartLine { get; }

    /// <summary>Bytes of the field lines and the empty line that ends them, CR LFs included.</summary>
    public int HeaderBytes { get; }

    /// <summary>Number of field lines.</summary>
    public int Fields { get; }
}
