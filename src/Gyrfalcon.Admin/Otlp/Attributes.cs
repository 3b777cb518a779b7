using System;
using System.Collections.Generic;
using Gyrfalcon.Admin.Otlp.Wire;

namespace Gyrfalcon.Admin.Otlp;

/// <summary>Attributes of whatever is sent; those without a value are left out.</summary>
internal static class Attributes
{
    internal static void Put(this ICollection<KeyValue> attributes, string key, string value)
    {
        if (value.Length > 0) attributes.Add(new KeyValue { Key = key, Value = new AnyValue { StringValue = value } });
    }

    internal static void Put(this ICollection<KeyValue> attributes, string key, long value) => attributes.Add(new KeyValue { Key = key, Value = new AnyValue { IntValue = value } });

    internal static void Put(this ICollection<KeyValue> attributes, string key, bool value) => attributes.Add(new KeyValue { Key = key, Value = new AnyValue { BoolValue = value } });

    /// <summary>Nanoseconds since 1970.</summary>
    internal static ulong UnixNanoseconds(DateTime utc) => (ulong)(utc - DateTime.UnixEpoch).Ticks * 100;
}
