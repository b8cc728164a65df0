// Security cell (sk): 20 bytes, then a self-relative security descriptor. All of a hive's form one ring. What the
// descriptor means is read on the host's side; here it is only found, and proved to lie in its cell.
import {
  BAD_SIGNATURE,
  CELL_TOO_SMALL,
  IN_SECURITY,
  RESULT,
  RESULT_SIZE,
  RULE_CELL_HOLDS,
  RULE_SIGNATURE,
  SECURITY_REFERENCE_COUNT,
  SECURITY_RING_BACKWARD,
  SECURITY_RING_FORWARD,
} from "./abi.ts";
import { cell, cellCapacity, dataFileOffsetOf } from "./cell.ts";
import {
  SECURITY_BACKWARD,
  SECURITY_DESCRIPTOR_SIZE,
  SECURITY_FORWARD,
  SECURITY_REFERENCES,
  SECURITY_SIGNATURE,
  SECURITY_SIZE,
  SIGNATURE_SK,
} from "./layout.ts";
import { result, u16At, u32At } from "./memory.ts";
import { fail } from "./status.ts";

/** Lets a security cell in, descriptor and all, and returns its address; 0 after a fault. */
export function security(offset: u32): u32 {
  const record = cell(offset, IN_SECURITY, SECURITY_SIZE);
  if (record == 0) return 0;
  const at = dataFileOffsetOf(offset);
  if (u16At(record + SECURITY_SIGNATURE) != SIGNATURE_SK) {
    return fail(BAD_SIGNATURE, IN_SECURITY, RULE_SIGNATURE, at, SIGNATURE_SK, u16At(record + SECURITY_SIGNATURE));
  }
  const size = u32At(record + SECURITY_DESCRIPTOR_SIZE);
  // Compared so, a size of four billion cannot wrap.
  if (size > cellCapacity - SECURITY_SIZE) {
    return fail(
      CELL_TOO_SMALL,
      IN_SECURITY,
      RULE_CELL_HOLDS,
      at + SECURITY_DESCRIPTOR_SIZE,
      size,
      cellCapacity - SECURITY_SIZE,
    );
  }
  return cell(offset, IN_SECURITY, SECURITY_SIZE + size);
}

/** Lays a security cell's fields out in the result record; RESULT, RESULT_SIZE: its descriptor. */
export function describeSecurity(offset: u32): void {
  const record = security(offset);
  if (record == 0) return;
  result(RESULT, record + SECURITY_SIZE);
  result(RESULT_SIZE, u32At(record + SECURITY_DESCRIPTOR_SIZE));
  result(SECURITY_RING_FORWARD, u32At(record + SECURITY_FORWARD));
  result(SECURITY_RING_BACKWARD, u32At(record + SECURITY_BACKWARD));
  result(SECURITY_REFERENCE_COUNT, u32At(record + SECURITY_REFERENCES));
}
