using System.Buffers.Binary;

namespace MoeNotebooks.Datasets;

/// <summary>
/// Reads Thrift's compact protocol with every length held against the bytes that remain, so that nothing in a damaged
/// Parquet footer can make the Parquet library reserve memory or read on for ever.
/// </summary>
/// <param name="bytes">The bytes from the structure's first on.</param>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int DeepestNesting = 32;
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes consumed.</summary>
    public int Position { get; private set; }

    /// <summary>Reads one structure.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such structure.</exception>
    public ThriftStruct ReadStruct(int depth = 0)
    {
        Check(depth < DeepestNesting, "structures nested too deep");
        var result = new ThriftStruct();
        var field = 0;
        while (true)
        {
            var header = Take(1)[0];
            if (header == 0)
            {
                return result;
            }

            field = header >> 4 == 0 ? (short)ZigZag() : field + (header >> 4);
            result.Set(
                field,
                (header & 15) is 1 or 2
                    ? (header & 15) == 1
                        ? 1L
                        : 0L
                    : ReadValue(header & 15, depth)
            );
        }
    }

    private object ReadValue(int type, int depth) =>
        type switch
        {
            1 or 2 or 3 => (long)(sbyte)Take(1)[0],
            4 or 5 or 6 => ZigZag(),
            7 => BinaryPrimitives.ReadInt64LittleEndian(Take(8)),
            8 => Take(Length(VarInt())).ToArray(),
            9 or 10 => ReadList(depth),
            12 => ReadStruct(depth + 1),
            _ => throw new InvalidDataException($"a field of unknown type {type}"),
        };

    private List<object> ReadList(int depth)
    {
        var header = Take(1)[0];
        var count = Length(header >> 4 == 15 ? VarInt() : (ulong)(header >> 4)); // an element takes a byte at least
        Check(depth < DeepestNesting, "lists nested too deep");
        List<object> list = [];
        for (var i = 0; i < count; i++)
        {
            list.Add(ReadValue(header & 15, depth + 1));
        }

        return list;
    }

    private long ZigZag()
    {
        var value = VarInt();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong VarInt()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number longer than 64 bits");
    }

    private readonly int Length(ulong length)
    {
        Check(
            length <= (ulong)(_bytes.Length - Position),
            $"a length of {length} with {_bytes.Length - Position} bytes left"
        );
        return (int)length;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        Check(count <= _bytes.Length - Position, "it ends too early");
        Position += count;
        return _bytes.Slice(Position - count, count);
    }

    private static void Check(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidDataException(problem);
        }
    }
}
