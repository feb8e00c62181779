import { t } from "../i18n";
import { formatSize } from "../i18n/format";
import type { Size } from "../viewer/geometry";
import type { Frame } from "../viewer/viewport";
import { grid, type SplitSettings } from "./split-grid";

const MOST_NUMBERED = 100;
const MOST_SIZED = 25;
const ROOM_FOR_TEXT = 56;

/** The lines along which a picture will be cut, and which piece is which. */
export function SplitOverlay({
  frame,
  image,
  settings,
}: {
  frame: Frame;
  image: Size;
  settings: SplitSettings;
}) {
  const { across, down } = grid(image.width, image.height, settings);
  const { rect, scale } = frame;
  const count = (across.length - 1) * (down.length - 1);
  const pieces = down.slice(1).flatMap((bottom, row) =>
    across.slice(1).map((right, column) => {
      const [left, top] = [across[column] ?? 0, down[row] ?? 0];
      return {
        left,
        top,
        width: right - left,
        height: bottom - top,
        number: row * (across.length - 1) + column + 1,
      };
    }),
  );
  return (
    <svg
      role="img"
      aria-label={t("{columns} by {rows} pieces", { columns: across.length - 1, rows: down.length - 1 })}
      className="pointer-events-none absolute overflow-visible"
      style={{ left: rect.x, top: rect.y, width: rect.width, height: rect.height }}
    >
      {pieces.map(({ left, top, width, height, number }) => (
        <g key={number} transform={`translate(${left * scale} ${top * scale})`}>
          <rect
            width={width * scale}
            height={height * scale}
            fill="none"
            stroke="#000"
            strokeOpacity={0.5}
            strokeWidth={3}
          />
          <rect
            width={width * scale}
            height={height * scale}
            fill="none"
            stroke="#fff"
            strokeWidth={1}
            strokeDasharray="6 4"
          />
          {count <= MOST_NUMBERED && Math.min(width, height) * scale >= ROOM_FOR_TEXT && (
            <text
              x={(width * scale) / 2}
              y={(height * scale) / 2}
              textAnchor="middle"
              fill="#fff"
              stroke="#000"
              strokeOpacity={0.6}
              strokeWidth={3}
              paintOrder="stroke"
              className="text-sm tabular"
            >
              {number}
              {count <= MOST_SIZED && width * scale >= 2 * ROOM_FOR_TEXT && (
                <tspan x={(width * scale) / 2} dy="1.3em">
                  {formatSize(width, height)}
                </tspan>
              )}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}
