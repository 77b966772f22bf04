// Written by `npm run generate` from functions/shared/contracts. Do not edit.
"use strict";
export const isOutboxRecord = validate20;
const schema31 = {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"id":{"type":"string"},"orderId":{"type":"string"},"correlationId":{"type":"string"},"message":{"type":"object","properties":{"type":{"type":"string","const":"OrderCreated"},"detail":{"type":"object","properties":{"id":{"type":"string","pattern":"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$","format":"uuid"},"customerName":{"type":"string","pattern":"^(?=[\\s\\S]*\\S)[^\\p{Cs}]*$","minLength":1,"maxLength":200,"examples":["Ada Lovelace"]},"items":{"minItems":1,"maxItems":100,"type":"array","items":{"type":"object","properties":{"sku":{"type":"string","pattern":"^[A-Za-z0-9._-]{1,64}$","examples":["SKU-1"]},"qty":{"type":"integer","minimum":1,"maximum":10000},"price":{"type":"number","minimum":0,"maximum":1000000,"multipleOf":0.01,"description":"At most two decimals.","examples":[9.5]}},"required":["sku","qty","price"]}}},"required":["id","customerName","items"]}},"required":["type","detail"],"title":"OrderCreatedMessage"},"sends":{"type":"integer","minimum":0,"maximum":9007199254740991},"outboxShard":{"type":"integer","minimum":0,"maximum":9007199254740991},"outboxSince":{"type":"integer","minimum":0,"maximum":9007199254740991}},"required":["id","orderId","correlationId","message","sends","outboxShard","outboxSince"],"title":"OutboxRecord","$id":"isOutboxRecord"};
const pattern4 = new RegExp("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", "u");
const pattern5 = new RegExp("^(?=[\\s\\S]*\\S)[^\\p{Cs}]*$", "u");
const pattern6 = new RegExp("^[A-Za-z0-9._-]{1,64}$", "u");

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
/*# sourceURL="isOutboxRecord" */;
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.id === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "id"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.orderId === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "orderId"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.correlationId === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "correlationId"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.message === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "message"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.sends === undefined){
const err4 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "sends"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data.outboxShard === undefined){
const err5 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "outboxShard"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data.outboxSince === undefined){
const err6 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "outboxSince"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data.id !== undefined){
if(typeof data.id !== "string"){
const err7 = {instancePath:instancePath+"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.orderId !== undefined){
if(typeof data.orderId !== "string"){
const err8 = {instancePath:instancePath+"/orderId",schemaPath:"#/properties/orderId/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.correlationId !== undefined){
if(typeof data.correlationId !== "string"){
const err9 = {instancePath:instancePath+"/correlationId",schemaPath:"#/properties/correlationId/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.message !== undefined){
let data3 = data.message;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.type === undefined){
const err10 = {instancePath:instancePath+"/message",schemaPath:"#/properties/message/required",keyword:"required",params:{missingProperty: "type"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(data3.detail === undefined){
const err11 = {instancePath:instancePath+"/message",schemaPath:"#/properties/message/required",keyword:"required",params:{missingProperty: "detail"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(data3.type !== undefined){
let data4 = data3.type;
if(typeof data4 !== "string"){
const err12 = {instancePath:instancePath+"/message/type",schemaPath:"#/properties/message/properties/type/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if("OrderCreated" !== data4){
const err13 = {instancePath:instancePath+"/message/type",schemaPath:"#/properties/message/properties/type/const",keyword:"const",params:{allowedValue: "OrderCreated"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data3.detail !== undefined){
let data5 = data3.detail;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(data5.id === undefined){
const err14 = {instancePath:instancePath+"/message/detail",schemaPath:"#/properties/message/properties/detail/required",keyword:"required",params:{missingProperty: "id"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
if(data5.customerName === undefined){
const err15 = {instancePath:instancePath+"/message/detail",schemaPath:"#/properties/message/properties/detail/required",keyword:"required",params:{missingProperty: "customerName"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
if(data5.items === undefined){
const err16 = {instancePath:instancePath+"/message/detail",schemaPath:"#/properties/message/properties/detail/required",keyword:"required",params:{missingProperty: "items"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
if(data5.id !== undefined){
let data6 = data5.id;
if(typeof data6 === "string"){
if(!pattern4.test(data6)){
const err17 = {instancePath:instancePath+"/message/detail/id",schemaPath:"#/properties/message/properties/detail/properties/id/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/message/detail/id",schemaPath:"#/properties/message/properties/detail/properties/id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data5.customerName !== undefined){
let data7 = data5.customerName;
if(typeof data7 === "string"){
if(!pattern5.test(data7)){
const err19 = {instancePath:instancePath+"/message/detail/customerName",schemaPath:"#/properties/message/properties/detail/properties/customerName/pattern",keyword:"pattern",params:{pattern: "^(?=[\\s\\S]*\\S)[^\\p{Cs}]*$"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
if([...data7].length < 1){
const err20 = {instancePath:instancePath+"/message/detail/customerName",schemaPath:"#/properties/message/properties/detail/properties/customerName/minLength",keyword:"minLength",params:{limit: 1}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if([...data7].length > 200){
const err21 = {instancePath:instancePath+"/message/detail/customerName",schemaPath:"#/properties/message/properties/detail/properties/customerName/maxLength",keyword:"maxLength",params:{limit: 200}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
else {
const err22 = {instancePath:instancePath+"/message/detail/customerName",schemaPath:"#/properties/message/properties/detail/properties/customerName/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data5.items !== undefined){
let data8 = data5.items;
if(Array.isArray(data8)){
if(data8.length > 100){
const err23 = {instancePath:instancePath+"/message/detail/items",schemaPath:"#/properties/message/properties/detail/properties/items/maxItems",keyword:"maxItems",params:{limit: 100}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data8.length < 1){
const err24 = {instancePath:instancePath+"/message/detail/items",schemaPath:"#/properties/message/properties/detail/properties/items/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
const len0 = data8.length;
for(let i0=0; i0<len0; i0++){
let data9 = data8[i0];
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
if(data9.sku === undefined){
const err25 = {instancePath:instancePath+"/message/detail/items/" + i0,schemaPath:"#/properties/message/properties/detail/properties/items/items/required",keyword:"required",params:{missingProperty: "sku"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
if(data9.qty === undefined){
const err26 = {instancePath:instancePath+"/message/detail/items/" + i0,schemaPath:"#/properties/message/properties/detail/properties/items/items/required",keyword:"required",params:{missingProperty: "qty"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(data9.price === undefined){
const err27 = {instancePath:instancePath+"/message/detail/items/" + i0,schemaPath:"#/properties/message/properties/detail/properties/items/items/required",keyword:"required",params:{missingProperty: "price"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
if(data9.sku !== undefined){
let data10 = data9.sku;
if(typeof data10 === "string"){
if(!pattern6.test(data10)){
const err28 = {instancePath:instancePath+"/message/detail/items/" + i0+"/sku",schemaPath:"#/properties/message/properties/detail/properties/items/items/properties/sku/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9._-]{1,64}$"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
else {
const err29 = {instancePath:instancePath+"/message/detail/items/" + i0+"/sku",schemaPath:"#/properties/message/properties/detail/properties/items/items/properties/sku/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data9.qty !== undefined){
let data11 = data9.qty;
if(!(((typeof data11 == "number") && (!(data11 % 1) && !isNaN(data11))) && (isFinite(data11)))){
const err30 = {instancePath:instancePath+"/message/detail/items/" + i0+"/qty",schemaPath:"#/properties/message/properties/detail/properties/items/items/properties/qty/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
if((typeof data11 == "number") && (isFinite(data11))){
if(data11 > 10000 || isNaN(data11)){
const err31 = {instancePath:instancePath+"/message/detail/items/" + i0+"/qty",schemaPath:"#/properties/message/properties/detail/properties/items/items/properties/qty/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10000}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(data11 < 1 || isNaN(data11)){
const err32 = {instancePath:instancePath+"/message/detail/items/" + i0+"/qty",schemaPath:"#/properties/message/properties/detail/properties/items/items/properties/qty/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
}
if(data9.price !== undefined){
let data12 = data9.price;
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 1000000 || isNaN(data12)){
const err33 = {instancePath:instancePath+"/message/detail/items/" + i0+"/price",schemaPath:"#/properties/message/properties/detail/properties/items/items/properties/price/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1000000}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if(data12 < 0 || isNaN(data12)){
const err34 = {instancePath:instancePath+"/message/detail/items/" + i0+"/price",schemaPath:"#/properties/message/properties/detail/properties/items/items/properties/price/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
if(Math.round(data12 * 100) / 100 !== data12){
const err35 = {instancePath:instancePath+"/message/detail/items/" + i0+"/price",schemaPath:"#/properties/message/properties/detail/properties/items/items/properties/price/multipleOf",keyword:"multipleOf",params:{limit: 0.01}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/message/detail/items/" + i0+"/price",schemaPath:"#/properties/message/properties/detail/properties/items/items/properties/price/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
else {
const err37 = {instancePath:instancePath+"/message/detail/items/" + i0,schemaPath:"#/properties/message/properties/detail/properties/items/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
else {
const err38 = {instancePath:instancePath+"/message/detail/items",schemaPath:"#/properties/message/properties/detail/properties/items/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/message/detail",schemaPath:"#/properties/message/properties/detail/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
else {
const err40 = {instancePath:instancePath+"/message",schemaPath:"#/properties/message/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data.sends !== undefined){
let data13 = data.sends;
if(!(((typeof data13 == "number") && (!(data13 % 1) && !isNaN(data13))) && (isFinite(data13)))){
const err41 = {instancePath:instancePath+"/sends",schemaPath:"#/properties/sends/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
if((typeof data13 == "number") && (isFinite(data13))){
if(data13 > 9007199254740991 || isNaN(data13)){
const err42 = {instancePath:instancePath+"/sends",schemaPath:"#/properties/sends/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if(data13 < 0 || isNaN(data13)){
const err43 = {instancePath:instancePath+"/sends",schemaPath:"#/properties/sends/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
}
if(data.outboxShard !== undefined){
let data14 = data.outboxShard;
if(!(((typeof data14 == "number") && (!(data14 % 1) && !isNaN(data14))) && (isFinite(data14)))){
const err44 = {instancePath:instancePath+"/outboxShard",schemaPath:"#/properties/outboxShard/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
if((typeof data14 == "number") && (isFinite(data14))){
if(data14 > 9007199254740991 || isNaN(data14)){
const err45 = {instancePath:instancePath+"/outboxShard",schemaPath:"#/properties/outboxShard/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if(data14 < 0 || isNaN(data14)){
const err46 = {instancePath:instancePath+"/outboxShard",schemaPath:"#/properties/outboxShard/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
}
if(data.outboxSince !== undefined){
let data15 = data.outboxSince;
if(!(((typeof data15 == "number") && (!(data15 % 1) && !isNaN(data15))) && (isFinite(data15)))){
const err47 = {instancePath:instancePath+"/outboxSince",schemaPath:"#/properties/outboxSince/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
if((typeof data15 == "number") && (isFinite(data15))){
if(data15 > 9007199254740991 || isNaN(data15)){
const err48 = {instancePath:instancePath+"/outboxSince",schemaPath:"#/properties/outboxSince/maximum",keyword:"maximum",params:{comparison: "<=", limit: 9007199254740991}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
if(data15 < 0 || isNaN(data15)){
const err49 = {instancePath:instancePath+"/outboxSince",schemaPath:"#/properties/outboxSince/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
}
}
else {
const err50 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":{"id":true,"orderId":true,"correlationId":true,"message":true,"sends":true,"outboxShard":true,"outboxSince":true},"dynamicProps":false,"dynamicItems":false};

