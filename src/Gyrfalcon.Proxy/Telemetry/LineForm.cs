using System.Buffers;

namespace Gyrfalcon.Proxy.Telemetry;

/// <summary>Makes lines of records. On the log's thread.</summary>
internal abstract class LineForm
{
    internal static LineForm Of(AccessLogForm form) => form switch
    {
        AccessLogForm.Combined => new CombinedLine(),
        AccessLogForm.Haproxy => new HaproxyLine(),
        _ => new JsonLine(),
    };

    /// <summary>Adds the line, its end included.</summary>
    internal abstract void Write(AccessLogRecord record, ArrayBufferWriter<byte> lines);
}
